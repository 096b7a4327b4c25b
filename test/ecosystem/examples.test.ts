import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { typePolicies } from '../../docs/examples/apollo/cache.ts';
import { keys } from '../../docs/examples/urql/cache.ts';
import { type RunningGateway, startGateway } from './gateway-process.ts';

const run = promisify(execFile);
const resolve = createRequire(import.meta.url).resolve;
const ROOT = join(import.meta.dirname, '..', '..');
const EXAMPLES = join(ROOT, 'docs', 'examples');

let gateway: RunningGateway;
beforeAll(async () => {
  await run(process.execPath, [resolve('relay-compiler/cli.js'), './relay.config.json'], {
    cwd: join(EXAMPLES, 'relay'),
  });
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('the examples compile against the schema file as it is shipped', async () => {
  await run(process.execPath, [resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd: EXAMPLES });
});

describe.each(['fetch', 'apollo', 'urql', 'relay'])('the example of %s', (name) => {
  test('pages through all apps in as few calls, and prints no warning', async () => {
    const before = gateway.calls();
    const env = { PATH: process.env.PATH, GATEWAY_URL: gateway.url };
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', join(name, 'main.ts')], {
      cwd: EXAMPLES,
      env,
    });
    expect([stdout, stderr]).toEqual(['240 apps\n', '']);
    expect(gateway.calls() - before).toBeLessThanOrEqual(3);
  });
});

test('the caches name every type without an id, and no other', () => {
  const schema = buildSchema(readFileSync(join(ROOT, 'schema.graphql'), 'utf8'));
  const objects = Object.values(schema.getTypeMap()).filter(
    (type) =>
      isObjectType(type) && !type.name.startsWith('__') && !['Query', 'Subscription'].includes(type.name),
  );
  const parts = objects.filter((type) => isObjectType(type) && !('id' in type.getFields()));
  const names = parts.map(({ name }) => name).toSorted();
  expect(Object.keys(keys).toSorted()).toEqual(names);
  const unkeyed = Object.entries(typePolicies).filter(([, policy]) => policy.keyFields === false);
  expect(unkeyed.map(([name]) => name).toSorted()).toEqual(names);
});
