/** Plugins of esbuild that leave out of the bundle what packages bring along and nobody here calls. */
import { existsSync } from 'node:fs';

const RESOLVED = Symbol('resolved');

/**
 * Everybody's `graphql` is its ES modules: one copy, of which only what is used is there, and whose functions are called
 * without the getters of its CommonJS twin.
 */
export const graphqlAsModules = {
  name: 'graphql as modules',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^graphql(\/.*)?$/ }, async ({ path, pluginData, ...importer }) => {
      if (pluginData === RESOLVED) return undefined;
      const { kind, resolveDir } = importer;
      const found = await resolve(path, {
        kind,
        resolveDir,
        importer: importer.importer,
        pluginData: RESOLVED,
      });
      const module = found.path.replace(/\.js$/, '.mjs');
      return existsSync(module) ? { ...found, path: module, sideEffects: false } : found;
    });
  },
};

/** Pothos's plugin prints subgraphs with it, as we do, but ours loads it when a router asks. */
export const withoutEagerSubgraphPrinter = empty({
  name: 'no eager subgraph printer',
  filter: /^@apollo\/subgraph$/,
  importer: /\/@pothos\/plugin-federation\//,
  contents: 'export const printSubgraphSchema = undefined;',
});

/** Fetch, caches, web sockets and mocks. Loading them also loads Node's own copy of undici. */
export const undiciWithoutWeb = empty({
  name: 'undici without the web',
  filter: /^\.\/lib\/(web|mock|interceptor|cache)\//,
  importer: /\/undici\/index\.js$/,
  // It makes one of these at once.
  contents: 'exports.CacheStorage = class {};',
});

/** Where `importer` imports `filter`, it is handed `contents`. */
function empty({ name, filter, importer: askedBy, contents }) {
  return {
    name,
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path, importer }) =>
        askedBy.test(importer.replaceAll('\\', '/')) ? { path, namespace: name } : undefined,
      );
      onLoad({ filter: /./, namespace: name }, () => ({ contents }));
    },
  };
}
