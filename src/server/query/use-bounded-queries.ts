import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  NoFragmentCyclesRule,
  validate,
  visit,
} from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import { createDocumentCache } from './document-cache.ts';
import { estimateFields, type FieldEstimate } from './field-estimate.ts';
import { lexicalSize } from './lexical-size.ts';
import { limitError, type QueryLimits } from './query-limits.ts';
import { repeatedPairs } from './repeated-fields.ts';

/** Values nest a little in fields: input objects and lists, on top of the fields' own depth. */
const VALUE_NESTING = 20;
/** Some milliseconds of graphql-js' comparisons. */
const MAX_REPEATED_PAIRS = 10_000;
const DOCUMENT_CACHE_BYTES = 32 << 20;

/**
 * Refuses queries that cost the gateway too much, before they are parsed, validated or executed, and keeps the parsed
 * form of those that are valid. It replaces Yoga's cache, which counts documents whatever their size.
 */
export function useBoundedQueries(limits: QueryLimits): Plugin<YogaInitialContext> {
  const cache = createDocumentCache(DOCUMENT_CACHE_BYTES);
  /** What a document is known to be, so that it is neither measured nor validated twice. */
  const measured = new WeakMap<DocumentNode, { readonly text: string; readonly tokens: number }>();
  const valid = new WeakSet<DocumentNode>();
  const constantEstimates = new WeakMap<DocumentNode, FieldEstimate>();

  function estimate(
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
  ): FieldEstimate {
    const known = constantEstimates.get(document);
    if (known !== undefined) return known;
    const made = estimateFields(schema, document, variables);
    if (made.isConstant) constantEstimates.set(document, made);
    return made;
  }

  return {
    onParse({ params, setParsedDocument }) {
      const text = params.source.toString();
      const known = cache.get(text);
      if (known !== undefined) {
        setParsedDocument(known);
        return undefined;
      }
      const tokens = boundedTokens(text, limits);
      return ({ result }) => {
        if (isDocument(result)) measured.set(result, { text, tokens });
      };
    },
    onValidate({ params: { schema, documentAST }, context, setResult }) {
      const estimated = estimate(schema, documentAST, context.params.variables ?? {});
      const isValid = valid.has(documentAST);
      const problems = isValid
        ? estimateErrors(estimated, limits)
        : documentErrors(schema, documentAST, estimated, limits);
      if (isValid || problems.length > 0) {
        setResult(problems);
        return undefined;
      }
      return (validated) => {
        if (!validated.valid) return;
        valid.add(documentAST);
        const { text, tokens } = measured.get(documentAST) ?? {};
        if (text !== undefined && tokens !== undefined) cache.set(text, documentAST, tokens);
      };
    },
  };
}

/** Tokens of a text that is short and flat enough to be parsed; throws otherwise. */
function boundedTokens(text: string, { maxBytes, maxTokens, maxDepth }: QueryLimits): number {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) throw limitError('QUERY_TOO_LONG', bytes, maxBytes);
  const { tokens, nesting } = lexicalSize(text);
  if (nesting > maxDepth + VALUE_NESTING) throw limitError('QUERY_TOO_DEEP', nesting, maxDepth);
  if (tokens > maxTokens) throw limitError('QUERY_TOO_MANY_TOKENS', tokens, maxTokens);
  return tokens;
}

/** The first reason why a document may not even be validated, in the order of what it costs to find it. */
function documentErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  estimated: FieldEstimate,
  limits: QueryLimits,
): readonly GraphQLError[] {
  // graphql-js follows every way through a circle, of which there may be millions; this one rule does not.
  if (estimated.isCircular) return validate(schema, document, [NoFragmentCyclesRule]);
  const counted = countErrors(document, limits);
  if (counted.length > 0) return counted;
  const tooLarge = estimateErrors(estimated, limits);
  if (tooLarge.length > 0) return tooLarge;
  const pairs = repeatedPairs(document, MAX_REPEATED_PAIRS);
  return pairs > MAX_REPEATED_PAIRS ? [limitError('QUERY_TOO_REPETITIVE', pairs, MAX_REPEATED_PAIRS)] : [];
}

function countErrors(document: DocumentNode, { maxAliases, maxDirectives }: QueryLimits): GraphQLError[] {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field(node) {
      if (node.alias) aliases += 1;
    },
    Directive() {
      directives += 1;
    },
  });
  if (aliases > maxAliases) return [limitError('QUERY_TOO_MANY_ALIASES', aliases, maxAliases)];
  if (directives > maxDirectives) return [limitError('QUERY_TOO_MANY_DIRECTIVES', directives, maxDirectives)];
  return [];
}

function estimateErrors(
  { fields, depth, rootFields }: FieldEstimate,
  { maxFields, maxDepth, maxRootFields }: QueryLimits,
): GraphQLError[] {
  if (depth > maxDepth) return [limitError('QUERY_TOO_DEEP', depth, maxDepth)];
  if (rootFields > maxRootFields)
    return [limitError('QUERY_TOO_MANY_ROOT_FIELDS', rootFields, maxRootFields)];
  if (fields > maxFields) return [limitError('QUERY_TOO_MANY_FIELDS', fields, maxFields)];
  return [];
}

function isDocument(result: unknown): result is DocumentNode {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === Kind.DOCUMENT;
}
