import { type DocumentNode, type GraphQLError, Kind } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { CheckedDocuments } from '../query/checked-documents.ts';
import { boundedScan, documentErrors, estimateErrors } from '../query/document-limits.ts';
import type { KnownEstimates } from '../query/known-estimates.ts';
import type { QueryLimits } from '../query/query-limits.ts';

export interface BoundedQueriesOptions {
  readonly limits: QueryLimits;
  readonly documents: CheckedDocuments;
  readonly estimates: KnownEstimates;
}

/**
 * Refuses queries that cost the gateway too much, before they are parsed, validated or executed, and keeps the parsed
 * form of those that are valid. It replaces Yoga's cache, which counts documents whatever their size.
 */
export function useBoundedQueries({
  limits,
  documents,
  estimates,
}: BoundedQueriesOptions): Plugin<YogaInitialContext> {
  const measured = new WeakMap<DocumentNode, { readonly text: string; readonly tokens: number }>();
  const refused = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  return {
    onParse({ params, setParsedDocument }) {
      const text = params.source.toString();
      const known = documents.get(text);
      if (known !== undefined) {
        setParsedDocument(known);
        return undefined;
      }
      const found = documents.takeRefused(text);
      if (found !== undefined) {
        refused.set(found.document, found.problems);
        setParsedDocument(found.document);
        return undefined;
      }
      const { tokens } = boundedScan(text, limits);
      return ({ result }) => {
        if (isDocument(result)) measured.set(result, { text, tokens });
      };
    },
    onValidate({ params: { schema, documentAST }, context, setResult }) {
      const known = refused.get(documentAST);
      if (known !== undefined) {
        setResult(known);
        return undefined;
      }
      const estimated = estimates.of(documentAST, context.params.variables ?? {});
      const isValid = documents.isValid(documentAST);
      const problems = isValid
        ? estimateErrors(estimated, limits)
        : documentErrors(schema, documentAST, estimated, limits);
      if (isValid || problems.length > 0) {
        setResult(problems);
        return undefined;
      }
      return (validated) => {
        if (!validated.valid) return;
        const { text, tokens } = measured.get(documentAST) ?? {};
        if (text !== undefined && tokens !== undefined) documents.accept(text, documentAST, tokens);
      };
    },
  };
}

function isDocument(result: unknown): result is DocumentNode {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === Kind.DOCUMENT;
}
