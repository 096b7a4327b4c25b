/** What a document may cost before it is executed, checked in the order of what it costs to find out. */
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  NoFragmentCyclesRule,
  validate,
} from 'graphql';
import { someNode } from '../../graphql/document-nodes.ts';
import { type DocumentScan, scanDocument } from './document-scan.ts';
import type { FieldEstimate } from './field-estimate.ts';
import { limitError, type QueryLimits } from './query-limits.ts';
import { repeatedPairs } from './repeated-fields.ts';

/** Values nest a little in fields: input objects and lists, on top of the fields' own depth. */
const VALUE_NESTING = 20;
/** Some milliseconds of graphql-js' comparisons. */
const MAX_REPEATED_PAIRS = 10_000;

/** The tokens of a text that is short and flat enough to be parsed; throws otherwise. */
export function boundedScan(text: string, { maxBytes, maxTokens, maxDepth }: QueryLimits): DocumentScan {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) throw limitError('QUERY_TOO_LONG', bytes, maxBytes);
  const scan = scanDocument(text);
  if (scan.nesting > maxDepth + VALUE_NESTING) throw limitError('QUERY_TOO_DEEP', scan.nesting, maxDepth);
  if (scan.tokens > maxTokens) throw limitError('QUERY_TOO_MANY_TOKENS', scan.tokens, maxTokens);
  return scan;
}

/** The first reason why a document may not even be validated. */
export function documentErrors(
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
  someNode(document, (node) => {
    if (node.kind === Kind.FIELD && node.alias) aliases += 1;
    if (node.kind === Kind.DIRECTIVE) directives += 1;
    return false;
  });
  if (aliases > maxAliases) return [limitError('QUERY_TOO_MANY_ALIASES', aliases, maxAliases)];
  if (directives > maxDirectives) return [limitError('QUERY_TOO_MANY_DIRECTIVES', directives, maxDirectives)];
  return [];
}

/** Those that may depend on the variables. */
export function estimateErrors(
  { fields, depth, rootFields }: FieldEstimate,
  { maxFields, maxDepth, maxRootFields }: QueryLimits,
): GraphQLError[] {
  if (depth > maxDepth) return [limitError('QUERY_TOO_DEEP', depth, maxDepth)];
  if (rootFields > maxRootFields)
    return [limitError('QUERY_TOO_MANY_ROOT_FIELDS', rootFields, maxRootFields)];
  if (fields > maxFields) return [limitError('QUERY_TOO_MANY_FIELDS', fields, maxFields)];
  return [];
}
