import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Parsed and valid documents by their text. */
export interface DocumentCache {
  get(text: string): DocumentNode | undefined;
  /** `tokens` tell how much memory the document takes. */
  set(text: string, document: DocumentNode, tokens: number): void;
}

/** Measured with graphql-js 16, at most: node, location and linked token, for each token of the text. */
const BYTES_PER_TOKEN = 500;
const BYTES_PER_CHARACTER = 2;

/** What a parsed document takes, its text included. */
export function documentBytes(characters: number, tokens: number): number {
  return BYTES_PER_CHARACTER * characters + BYTES_PER_TOKEN * Math.max(1, tokens);
}

/** Bounded by memory, not by number: a document may be a thousand times as large as another. */
export function createDocumentCache(maxBytes: number): DocumentCache {
  const documents = new LRUCache<string, DocumentNode>({ maxSize: maxBytes });
  return {
    get: (text) => documents.get(text),
    set(text, document, tokens) {
      documents.set(text, document, { size: documentBytes(text.length, tokens) });
    },
  };
}
