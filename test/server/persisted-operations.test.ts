import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import {
  NO_PERSISTED_OPERATIONS,
  type PersistedOperations,
  readDocuments,
} from '../../src/server/persisted-operations.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { rawRequest } from './raw-request.ts';

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

const DOCUMENTS = new Map([['the-id', DOCUMENT]]);
const FINE = { data: { nullable: 'fine' }, code: undefined };

test('a document of the file is executed by documentId: by its id, or by the SHA-256 of its text', async () => {
  const ids = ['the-id', `sha256:${HASH}`, HASH];
  expect(
    await ask({ documents: DOCUMENTS, only: true }, ...ids.map((documentId) => ({ documentId }))),
  ).toEqual([FINE, FINE, FINE]);
});

test('variables, operation names and extensions go with a documentId', async () => {
  const documents = new Map([['two', 'query A { nullable } query B($n: Int) { number(n: $n) }']]);
  const body = { documentId: 'two', operationName: 'B', extensions: { mine: 1 } };
  const answers = await ask(
    { documents },
    { ...body, variables: { n: 3 } },
    { ...body, variables: { n: 'x' } },
  );
  expect(answers).toEqual([
    { data: { number: 1 }, code: undefined },
    { data: undefined, code: 'BAD_USER_INPUT' },
  ]);
});

test('a document is registered by its documentId and then known by it, when that is on', async () => {
  const documentId = `sha256:${HASH}`;
  const answers = await ask(
    { automatic: true },
    { documentId },
    { documentId, query: DOCUMENT },
    { documentId },
  );
  expect(answers).toEqual([{ data: undefined, code: 'PERSISTED_QUERY_NOT_FOUND' }, FINE, FINE]);
  const wrong = await ask({ automatic: true }, { documentId: 'sha256:00', query: DOCUMENT });
  expect(wrong[0]?.code).toBe('PERSISTED_QUERY_MISMATCH');
});

test.each([
  ['names no document', { documents: DOCUMENTS }, { documentId: 'other' }, 'PERSISTED_OPERATION_NOT_FOUND'],
  [
    'has another prefix',
    { documents: DOCUMENTS },
    { documentId: `md5:${HASH}` },
    'PERSISTED_OPERATION_NOT_FOUND',
  ],
  ['comes where nothing is persisted', {}, { documentId: 'the-id' }, 'PERSISTED_OPERATION_NOT_FOUND'],
  ['is no text', { documents: DOCUMENTS }, { documentId: 5 }, 'BAD_REQUEST'],
  ['is empty', { documents: DOCUMENTS }, { documentId: '' }, 'BAD_REQUEST'],
  [
    'comes with a hash',
    { documents: DOCUMENTS },
    { documentId: 'the-id', ...byHash('the-id') },
    'BAD_REQUEST',
  ],
  [
    'comes with a text, where only ids may',
    { documents: DOCUMENTS, only: true },
    { documentId: 'the-id', query: DOCUMENT },
    'PERSISTED_OPERATIONS_ONLY',
  ],
])('a documentId that %s is refused by code', async (_what, persisted, body, code) => {
  expect(await ask(persisted, body)).toEqual([{ data: undefined, code }]);
});

async function get(documentId: string, headers: Record<string, string> = {}) {
  const path = `/graphql?documentId=${encodeURIComponent(documentId)}&variables=%7B%7D`;
  const {
    status,
    headers: answered,
    text,
  } = await rawRequest(gateway?.url ?? '', {
    method: 'GET',
    path,
    headers: { accept: 'application/json', ...headers },
  });
  return {
    status,
    control: answered['cache-control'],
    etag: String(answered.etag),
    body: text && JSON.parse(text),
  };
}

test('a GET by the hash of a document is executed once, and may be kept for ever', async () => {
  const resolve = vi.fn(() => 'fine');
  const persisted = { ...NO_PERSISTED_OPERATIONS, documents: DOCUMENTS, only: true };
  gateway = await startLocalGateway({ persisted, resolve, lasting: true });
  const answers = [await get(`sha256:${HASH}`), await get(`sha256:${HASH}`)];
  for (const { status, control, body } of answers) {
    expect(status).toBe(200);
    expect(control).toBe('private, max-age=31536000, immutable');
    expect(body.data).toEqual({ nullable: 'fine' });
  }
  expect(answers.map(({ body }) => body.extensions.upstream.calls)).toEqual([2, 0]);
  expect(resolve).toHaveBeenCalledTimes(1);
});

test('a GET by another id is kept only until it is asked for again: another document may be deployed there', async () => {
  const persisted = { ...NO_PERSISTED_OPERATIONS, documents: DOCUMENTS };
  gateway = await startLocalGateway({ persisted, lasting: true });
  const { control, etag, body } = await get('the-id');
  expect(body.data).toEqual({ nullable: 'fine' });
  expect(control).toBe('private, no-cache');
  expect(await get('the-id', { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' });
  expect(await get('other')).toMatchObject({ status: 400, control: 'no-store' });
});

test.each(['not json', '{"id": 5}', '{"id": "{ unclosed"}', '{"sha256:00": "{ a }"}'])(
  'a file that holds %s is told by name',
  async (text) => {
    const directory = await mkdtemp(join(tmpdir(), 'persisted-'));
    const file = join(directory, 'documents.json');
    await writeFile(file, text);
    await expect(readDocuments(file)).rejects.toThrow(/PERSISTED_OPERATIONS=.*documents\.json/);
    await rm(directory, { recursive: true });
  },
);
