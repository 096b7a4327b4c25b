import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the head of a code cache names its version of V8. */
const VERSION_PLACE = 4;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'built-'));
  for (const name of ['main.js', 'package.json', 'bundle']) {
    await cp(join(ROOT, 'dist', name), join(directory, 'dist', name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the built program runs', () => {
  const program = () => join(directory, 'dist/main.js');
  const cache = () => join(directory, 'dist/bundle/gateway.js.cache');
  const printedSchema = async (...options: string[]) =>
    (await promisify(execFile)(process.execPath, [...options, program(), 'print-schema'])).stdout;

  test('as it was built', async () => {
    expect(await printedSchema()).toBe(await readFile(join(ROOT, 'schema.graphql'), 'utf8'));
  });

  test('with the code cache of another version of V8', async () => {
    const bytes = await readFile(cache());
    bytes.writeUInt32LE(~bytes.readUInt32LE(VERSION_PLACE) >>> 0, VERSION_PLACE);
    await writeFile(cache(), bytes);
    expect(await printedSchema()).toContain('type Query');
  });

  test('with half of a code cache', async () => {
    await writeFile(cache(), (await readFile(cache())).subarray(0, 100_000));
    expect(await printedSchema()).toContain('type Query');
  });

  test('without a code cache', async () => {
    await rm(cache());
    expect(await printedSchema()).toContain('type Query');
  });

  test('with source maps', async () => {
    expect(await printedSchema('--enable-source-maps')).toContain('type Query');
  });
});

test('the bundle holds one copy of graphql', async () => {
  const bundle = await readFile(join(ROOT, 'dist/bundle/gateway.js'), 'utf8');
  expect(bundle.match(/GraphQLObjectType\d* ?= ?class|class GraphQLObjectType\b/g)).toHaveLength(1);
});

test('the bundle imports nothing as a module: its loader could not', async () => {
  const bundle = await readFile(join(ROOT, 'dist/bundle/gateway.js'), 'utf8');
  expect(bundle).not.toMatch(/[^\w$.]import\(/);
});

/** Runs the sandbox, in which a promise is rejected that nobody hears; resolves to its exit code, or to `running`. */
async function exitAfterStrayRejection(errorName: string): Promise<number | 'running' | null> {
  const stray = `const error = Object.assign(new Error('stray'), { name: '${errorName}' });
    setTimeout(() => { Promise.reject(error); setTimeout(() => process.stdout.write('stayed'), 200); }, 500);`;
  const hook = `data:text/javascript,${encodeURIComponent(stray)}`;
  const child = spawn(process.execPath, ['--import', hook, join(ROOT, 'dist/main.js'), 'sandbox'], {
    env: { PATH: process.env.PATH, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(([code]): number | null => code);
  const stayed = new Promise<'running'>((resolve) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      if (printed.includes('stayed')) resolve('running');
    });
  });
  const outcome = await Promise.race([ended, stayed]);
  child.kill();
  await ended;
  return outcome;
}

test('a failure of a query that nobody waits for ends nothing; one of the gateway itself does', async () => {
  expect(await exitAfterStrayRejection('GraphQLError')).toBe('running');
  expect(await exitAfterStrayRejection('TypeError')).toBe(1);
});
