/** Documents that clients may name instead of sending them. Off unless configured. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';

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

export interface PersistedDocuments {
  /** The document of an id, or of a hash in hex; undefined where it is not known. */
  find(id: string): string | undefined;
  /** Registers a document; only where clients may. */
  register(hash: string, document: string): void;
}

/** Documents longer than `maxBytes` are not kept: they would be refused anyway. */
export function createPersistedDocuments(
  { automatic, documents = new Map() }: PersistedOperations,
  maxBytes: number,
): PersistedDocuments {
  if (automatic) return createDocumentStore(maxBytes);
  const byHash = new Map([...documents.values()].map((document) => [sha256(document), document]));
  return { find: (id) => documents.get(id) ?? byHash.get(id), register: () => {} };
}

/** Bounded by bytes: anybody may register documents. */
function createDocumentStore(maxDocumentBytes: number): PersistedDocuments {
  const documents = new LRUCache<string, string>({
    maxSize: STORE_BYTES,
    maxEntrySize: maxDocumentBytes,
    sizeCalculation: (document, hash) => Buffer.byteLength(document) + hash.length,
  });
  return {
    find: (hash) => documents.get(hash),
    register: (hash, document) => void documents.set(hash, document),
  };
}

function sha256(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}
