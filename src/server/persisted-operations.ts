/** Documents that clients may name instead of sending them. Off unless configured. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type APQStore, useAPQ } from '@graphql-yoga/plugin-apq';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { ErrorCode } from '../errors.ts';
import { useDocumentId } from './use-document-id.ts';

export interface PersistedOperations {
  /** Clients may register a document by its hash (automatic persisted queries); the latest few megabytes are kept. */
  readonly automatic: boolean;
  /** Documents by id; undefined: none are persisted. */
  readonly documents: ReadonlyMap<string, string> | undefined;
  /** True: no other document is executed. */
  readonly only: boolean;
}

export const NO_PERSISTED_OPERATIONS: PersistedOperations = {
  automatic: false,
  documents: undefined,
  only: false,
};

const STORE_BYTES = 16 << 20;

const documentsFile = z.record(z.string().min(1), z.string());

/** Reads a JSON file of documents by id, or rejects in words. Every document is also known by its SHA-256. */
export async function readDocuments(path: string): Promise<ReadonlyMap<string, string>> {
  try {
    const documents = documentsFile.parse(JSON.parse(await readFile(path, 'utf8')));
    for (const [id, document] of Object.entries(documents)) {
      parse(document);
      if (id.startsWith('sha256:') && id !== `sha256:${sha256(document)}`) {
        throw new Error(`the document of '${id}' has the SHA-256 ${sha256(document)}`);
      }
    }
    return new Map(Object.entries(documents));
  } catch (error) {
    throw new Error(
      `PERSISTED_OPERATIONS=${path} is not a JSON object of GraphQL documents by id: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Documents longer than `maxBytes` are not kept: they would be refused anyway. */
export function persistedOperationsPlugins(
  { automatic, documents, only }: PersistedOperations,
  maxBytes: number,
): Plugin[] {
  const documentId = useDocumentId({ knowsDocuments: automatic || documents !== undefined });
  if (automatic) return [documentId, useAPQ({ store: createDocumentStore(maxBytes) })];
  if (documents === undefined) return [documentId];
  const byHash = new Map([...documents.values()].map((document) => [sha256(document), document]));
  const operations = usePersistedOperations({
    getPersistedOperation: (id) => documents.get(id) ?? byHash.get(id) ?? null,
    allowArbitraryOperations: !only,
    customErrors: {
      notFound: refusal(
        'PERSISTED_OPERATION_NOT_FOUND',
        'No operation of this id is persisted here: deploy it with the gateway, or send the document.',
      ),
      keyNotFound: ONLY_PERSISTED,
      persistedQueryOnly: ONLY_PERSISTED,
    },
  });
  return [documentId, ofClients(operations)];
}

const ONLY_PERSISTED = refusal(
  'PERSISTED_OPERATIONS_ONLY',
  "This gateway only executes persisted operations: send the id of one as 'documentId'.",
);

/** Documents of the gateway's own are not asked where they come from. */
function ofClients(plugin: Plugin): Plugin {
  return {
    ...plugin,
    onParams: (payload) => (isOwn(payload.context) ? undefined : plugin.onParams?.(payload)),
  };
}

function isOwn(context: object): boolean {
  return 'isOwn' in context && context.isOwn === true;
}

/** Bounded by bytes: anybody may register documents. */
function createDocumentStore(maxDocumentBytes: number): APQStore {
  const documents = new LRUCache<string, string>({
    maxSize: STORE_BYTES,
    maxEntrySize: maxDocumentBytes,
    sizeCalculation: (document, hash) => Buffer.byteLength(document) + hash.length,
  });
  return {
    get: (hash) => documents.get(hash),
    set: (hash, document) => documents.set(hash, document),
  };
}

function sha256(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

function refusal(code: ErrorCode, message: string) {
  return { message, extensions: { code, http: { status: 400 } } };
}
