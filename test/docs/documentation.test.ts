import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../src/commands/commands.ts';
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { EVENING_UTC, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { blocks, brokenLinks, ROOT } from './documents.ts';

/** Answers in parts are put together elsewhere. */
const JSON_ONLY = { 'content-type': 'application/json', accept: 'application/json' };

test('every link leads somewhere', () => {
  expect(brokenLinks()).toEqual([]);
});

test('no example names a day of its own: it could not be asked for some day', () => {
  const dated = [...blocks('graphql'), ...blocks('sh')].filter(({ text }) => /\d{4}-\d\d-\d\d/.test(text));
  expect(dated).toEqual([]);
});

describe('a query of the documentation', () => {
  const queries = blocks('graphql').filter(({ text }) => operationOf(text) !== undefined);
  let gateway: TestGateway;
  let variables: Record<string, unknown>;

  beforeAll(async () => {
    gateway = await startTestGateway();
    const { data } = await gateway.query('{ appUsage(first: 3) { nodes { appId } } }');
    const appIds = data.appUsage.nodes.map((node) => node?.appId);
    const { to } = upstreamDays(EVENING_UTC);
    variables = { appIds, appId: appIds[0], from: addDays(to, -6), to, since: '2026-06-01T00:00:00+08:00' };
  });
  afterAll(() => gateway.close());

  test.each(queries.map(({ path, text }) => [path, firstLine(text), text]))(
    'in %s is answered without errors: %s',
    async (_path, _line, text) => {
      const names = operationOf(text)?.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
      const given = Object.fromEntries(names.map((name) => [name, variables[name]]));
      const { data, errors } = await gateway.query(text, given, { headers: JSON_ONLY });
      expect(errors).toBeUndefined();
      expect(Object.values(data)).not.toContain(null);
    },
  );
});

describe('a command of the documentation', () => {
  const lines = [...new Set(blocks('sh').flatMap(({ text }) => text.trim().split('\n')))];
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

  test.each(lines.flatMap((line) => line.split(' && ')))('is one that exists: %s', (line) => {
    // Carried out by test/image/run-image-steps.mjs.
    if (line.startsWith('docker ')) return;
    const [program, ...words] = line.replace(/^(?:[A-Z_]+=\S+ )+/, '').split(' ');
    if (program === 'npx') return checkCommand(words.slice(1));
    expect(program).toBe('npm');
    const [verb = '', name = ''] = words;
    if (verb === 'ci') return;
    const script = verb === 'run' ? name : verb;
    expect(Object.keys(scripts)).toContain(script);
    if (words.includes('--')) checkCommand([script, ...words.slice(words.indexOf('--') + 1)]);
  });
});

/** A command of ours, its options as its help lists them. */
function checkCommand([name, ...words]: readonly string[]): void {
  const command = COMMANDS.find((known) => known.name === name);
  expect(command?.name).toBe(name);
  for (const word of words.filter((one) => one.startsWith('--'))) {
    expect(command?.options.map(([option]) => option.split(' ')[0])).toContain(word);
  }
}

function operationOf(text: string): OperationDefinitionNode | undefined {
  return parse(text).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function firstLine(text: string): string {
  const line = text.split('\n').find((one) => /\w/.test(one)) ?? '';
  return line.trim();
}
