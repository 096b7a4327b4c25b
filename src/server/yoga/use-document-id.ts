import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../../errors.ts';
import { withoutPrefix } from '../document-id.ts';

/**
 * Lets requests name a document by `documentId`, as the draft for persisted documents has it (GraphQL over HTTP,
 * appendix A): in the JSON body, or in the URL of a GET. From here on the id is a hash in Apollo's form, for the plugins
 * that know documents. `knowsDocuments`: whether there is one.
 */
export function useDocumentId({ knowsDocuments }: { readonly knowsDocuments: boolean }): Plugin {
  return {
    onParams({ params, request, setParams }) {
      const id = documentId(params, request);
      if (id === undefined || id === null) return;
      if (typeof id !== 'string' || id === '') {
        throw refusal('BAD_REQUEST', "'documentId' must be a string that names a persisted document.");
      }
      const { extensions, ...rest } = withoutDocumentId(params);
      if (extensions?.persistedQuery !== undefined) {
        throw refusal('BAD_REQUEST', "Send either 'documentId' or 'extensions.persistedQuery', not both.");
      }
      if (!knowsDocuments && !rest.query) {
        throw refusal(
          'PERSISTED_OPERATION_NOT_FOUND',
          'This gateway has no persisted documents: send the document. Its operator can persist some with PERSISTED_OPERATIONS or APQ.',
        );
      }
      const persistedQuery = { version: 1, sha256Hash: withoutPrefix(id) };
      setParams({ ...rest, extensions: { ...extensions, persistedQuery } });
    },
  };
}

/** Yoga reads bodies whole, but of a URL only the parameters that it knows. What a body holds is not checked yet. */
function documentId(params: unknown, { method, url }: Request): unknown {
  if (method !== 'POST') return new URL(url).searchParams.get('documentId');
  return typeof params === 'object' && params !== null && 'documentId' in params
    ? params.documentId
    : undefined;
}

function withoutDocumentId(params: GraphQLParams): GraphQLParams {
  const { documentId: _named, ...rest } = { documentId: undefined, ...params };
  return rest;
}

function refusal(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
