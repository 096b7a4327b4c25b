import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  NO_PERSISTED_OPERATIONS,
  type PersistedOperations,
  readDocuments,
} from '../../src/server/persisted-operations.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';

const DOCUMENT = '{ nullable }';
const HASH = createHash('sha256').update(DOCUMENT).digest('hex');

let gateway: LocalGateway | undefined;
afterEach(() => gateway?.close(0));

async function ask(persisted: Partial<PersistedOperations>, ...bodies: readonly object[]) {
  gateway = await startLocalGateway({ persisted: { ...NO_PERSISTED_OPERATIONS, ...persisted } });
  const answers = [];
  for (const body of bodies) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { data, errors } = await response.json();
    answers.push({ data, code: errors?.[0]?.extensions?.code });
  }
  return answers;
}

const byHash = (hash: string, query?: string) => ({
  ...(query && { query }),
  extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
});

test('documents of the file are executed by their id, and others as long as they may be', async () => {
  const documents = new Map([['the-id', DOCUMENT]]);
  expect(await ask({ documents }, byHash('the-id'), byHash('other'), { query: DOCUMENT })).toEqual([
    { data: { nullable: 'fine' }, code: undefined },
    { data: undefined, code: 'PERSISTED_OPERATION_NOT_FOUND' },
    { data: { nullable: 'fine' }, code: undefined },
  ]);
});

test('nothing but persisted operations is executed when only they may be', async () => {
  const documents = new Map([['the-id', DOCUMENT]]);
  const answers = await ask(
    { documents, only: true },
    byHash('the-id'),
    { query: DOCUMENT },
    {
      query: '{ __schema { queryType { name } } }',
    },
  );
  expect(answers).toEqual([
    { data: { nullable: 'fine' }, code: undefined },
    { data: undefined, code: 'PERSISTED_OPERATIONS_ONLY' },
    { data: undefined, code: 'PERSISTED_OPERATIONS_ONLY' },
  ]);
});

test('a document is registered by its hash and then known by it, when that is on', async () => {
  const answers = await ask({ automatic: true }, byHash(HASH), byHash(HASH, DOCUMENT), byHash(HASH));
  expect(answers.map(({ data }) => data ?? null)).toEqual([null, { nullable: 'fine' }, { nullable: 'fine' }]);
  expect(answers[0]?.code).toBe('PERSISTED_QUERY_NOT_FOUND');
});

test('a document that is too long is not kept, for anybody may register one', async () => {
  const long = `${DOCUMENT} # ${'x'.repeat(200_000)}`;
  const hash = createHash('sha256').update(long).digest('hex');
  const answers = await ask({ automatic: true }, byHash(hash, long), byHash(hash));
  expect(answers.map(({ code }) => code)).toEqual(['QUERY_TOO_LONG', 'PERSISTED_QUERY_NOT_FOUND']);
});

test('hashes mean nothing when it is off', async () => {
  const [first, second] = await ask({}, byHash(HASH, DOCUMENT), byHash(HASH));
  expect(first?.data).toEqual({ nullable: 'fine' });
  expect(second?.data).toBeUndefined();
});

test.each(['not json', '{"id": 5}', '{"id": "{ unclosed"}'])(
  'a file that holds %s is told by name',
  async (text) => {
    const directory = await mkdtemp(join(tmpdir(), 'persisted-'));
    const file = join(directory, 'documents.json');
    await writeFile(file, text);
    await expect(readDocuments(file)).rejects.toThrow(/PERSISTED_OPERATIONS=.*documents\.json/);
    await rm(directory, { recursive: true });
  },
);
