import { useAPQ } from '@graphql-yoga/plugin-apq';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import type { Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../../errors.ts';
import type { PersistedDocuments, PersistedOperations } from '../persisted-operations.ts';
import { useDocumentId } from './use-document-id.ts';

/** Find documents for Yoga, register them, and refuse the others. */
export function persistedOperationsPlugins(
  { automatic, documents, only }: PersistedOperations,
  { find, register }: PersistedDocuments,
): Plugin[] {
  const documentId = useDocumentId({ knowsDocuments: automatic || documents !== undefined });
  if (automatic) return [documentId, useAPQ({ store: { get: find, set: register } })];
  if (documents === undefined) return [documentId];
  const operations = usePersistedOperations({
    getPersistedOperation: (id) => find(id) ?? null,
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

function refusal(code: ErrorCode, message: string) {
  return { message, extensions: { code, http: { status: 400 } } };
}
