/**
 * `npm run build`: bundles src/ and its dependencies into a few files in dist/, because loading some nine hundred small
 * modules takes longer than everything else at the start. Types are checked by `npm run types`.
 */
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}/dist`;

/** Native, or optional and not installed. */
const EXTERNAL = ['libsql', 'pg-native'];

/** Bundled CommonJS expects what ES modules do not have. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __pathOf(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('');

// The pages have builds of their own, below.
const PAGES = ['dashboard', 'graphiql'];
for (const name of entriesOf(dist)) if (!PAGES.includes(name)) rmSync(`${dist}/${name}`, { recursive: true });

await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  // What main.ts imports late: commands, and what not every start needs.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  external: EXTERNAL,
  // Else graphql-js looks for a second copy of itself at each type check.
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: BANNER },
  minifyWhitespace: true,
  legalComments: 'linked',
  sourcemap: true,
  // Node reads the maps at the start; names and lines are enough for a stack.
  sourcesContent: false,
  logLevel: 'warning',
});

for (const name of PAGES) await buildPage(name);

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
