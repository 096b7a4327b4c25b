import type { DocumentNode, GraphQLError } from 'graphql';
import { createDocumentCache } from './document-cache.ts';

/** Documents that need not be parsed and validated again. */
export interface CheckedDocuments {
  /** The document of a text, where it is known to be valid. */
  get(text: string): DocumentNode | undefined;
  isValid(document: DocumentNode): boolean;
  /** `tokens` tell how much memory the document takes. */
  accept(text: string, document: DocumentNode, tokens: number): void;
  /** Remembers the latest document that does not fit the schema, for the one who words the refusal. */
  refuse(refused: RefusedDocument): void;
  /** Once: its errors are changed on their way to the client. */
  takeRefused(text: string): RefusedDocument | undefined;
}

export interface RefusedDocument {
  readonly text: string;
  readonly document: DocumentNode;
  readonly problems: readonly GraphQLError[];
}

const CACHE_BYTES = 32 << 20;

export function createCheckedDocuments(): CheckedDocuments {
  const cache = createDocumentCache(CACHE_BYTES);
  const valid = new WeakSet<DocumentNode>();
  let latest: RefusedDocument | undefined;
  return {
    get: cache.get,
    isValid: (document) => valid.has(document),
    accept(text, document, tokens) {
      valid.add(document);
      cache.set(text, document, tokens);
    },
    refuse(refused) {
      latest = refused;
    },
    takeRefused(text) {
      const taken = latest?.text === text ? latest : undefined;
      if (taken !== undefined) latest = undefined;
      return taken;
    },
  };
}
