/**
 * `npm run build`: bundles src/ and its dependencies into one file of dist/, because loading some nine hundred small modules
 * takes longer than everything else at the start, and puts what V8 makes of it beside it. Types are checked by
 * `npm run types`.
 */
import { chmodSync, copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fillCodeCache } from './build/fill-code-cache.mjs';
import { graphqlAsModules, undiciWithoutWeb, withoutEagerSubgraphPrinter } from './build/leaner-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}/dist`;

/** Native, or optional and not installed. */
const EXTERNAL = ['libsql', 'pg-native'];

// The pages have builds of their own, below.
const PAGES = ['dashboard', 'graphiql'];
for (const name of entriesOf(dist)) if (!PAGES.includes(name)) rmSync(`${dist}/${name}`, { recursive: true });

await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/bundle/gateway.js',
  bundle: true,
  platform: 'node',
  // V8 keeps the code of scripts, not of modules. What main.ts imports late is a function that has not been called.
  format: 'cjs',
  target: 'node20.19',
  // A script of our own making has no loader for it.
  supported: { 'dynamic-import': false },
  external: EXTERNAL,
  plugins: [graphqlAsModules, withoutEagerSubgraphPrinter, undiciWithoutWeb],
  define: {
    // Else graphql-js looks for a second copy of itself at each type check.
    'process.env.NODE_ENV': '"production"',
    'import.meta.url': '__url',
  },
  banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  minifyWhitespace: true,
  // Node quotes the whole line of an uncaught error.
  lineLimit: 200,
  // Read as Latin-1, which is quicker.
  charset: 'ascii',
  legalComments: 'linked',
  sourcemap: true,
  // Names and lines are enough for a stack.
  sourcesContent: false,
  logLevel: 'warning',
});
writeFileSync(`${dist}/package.json`, '{ "type": "commonjs" }\n');
copyFileSync(`${root}/scripts/build/main.cjs`, `${dist}/main.js`);
chmodSync(`${dist}/main.js`, 0o755);

for (const name of PAGES) await buildPage(name);
await fillCodeCache(dist);

/** Vite is there wherever esbuild is; an image has the built files. */
async function buildPage(name) {
  const vite = await import('vite');
  await vite.build({ configFile: `${root}/src/${name}/vite.config.ts`, logLevel: 'warn' });
}

function entriesOf(directory) {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
