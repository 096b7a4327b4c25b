/**
 * Before `npm start` and the like: builds when a source is newer than the build. Without esbuild, as after
 * `npm ci --omit=dev`, the build that is there is taken as it is.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILT = 'dist/main.js';
const PAGES = ['dist/dashboard/index.html', 'dist/graphiql/index.html'];

const reason = reasonToBuild();
if (reason !== undefined) {
  if (hasEsbuild()) {
    process.stderr.write(`Building: ${reason}.\n`);
    await import('./build.mjs');
  } else if (existsSync(`${root}${BUILT}`)) {
    process.stderr.write(`Starting the build that is there, although ${reason}: esbuild is not installed.\n`);
  } else {
    process.stderr.write(
      'There is no build, and no esbuild to make one. Run `npm ci && npm run build` first.\n',
    );
    process.exitCode = 1;
  }
}

function reasonToBuild() {
  const missing = [BUILT, ...PAGES].find((path) => !existsSync(`${root}${path}`));
  if (missing !== undefined) return `${missing} is not there`;
  const builtMs = statSync(`${root}${BUILT}`).mtimeMs;
  const newer = sources().find((path) => statSync(`${root}${path}`).mtimeMs > builtMs);
  return newer && `${newer} is newer than ${BUILT}`;
}

/** An image has no sources, and needs none. */
function sources() {
  if (!existsSync(`${root}src`)) return [];
  const ours = ['src', 'scripts/build'].flatMap((place) =>
    readdirSync(`${root}${place}`, { recursive: true }).map((path) => `${place}/${path}`),
  );
  return [...ours, 'package-lock.json', 'scripts/build.mjs'].filter((path) => existsSync(`${root}${path}`));
}

function hasEsbuild() {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}
