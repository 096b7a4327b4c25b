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

/** Bounded by memory, not by number: a document may be a thousand times as large as another. */
export function createDocumentCache(maxBytes: number): DocumentCache {
  const documents = new LRUCache<string, DocumentNode>({ maxSize: maxBytes });
  return {
    get: (text) => documents.get(text),
    set(text, document, tokens) {
      const size = BYTES_PER_CHARACTER * text.length + BYTES_PER_TOKEN * Math.max(1, tokens);
      documents.set(text, document, { size });
    },
  };
}
