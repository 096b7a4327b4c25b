import type { DocumentNode, GraphQLSchema } from 'graphql';
import { estimateFields, type FieldEstimate } from './field-estimate.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Estimates of documents, each made once for the values that count. */
export interface KnownEstimates {
  of(document: DocumentNode, variables: Variables): FieldEstimate;
}

interface Known {
  readonly variables: readonly string[];
  readonly byValues: Map<string, FieldEstimate>;
}

/** Of one document: page sizes and ranges that come again. */
const MAX_KEPT = 50;
const MAX_KEY_LENGTH = 200;

export function createKnownEstimates(schema: GraphQLSchema): KnownEstimates {
  const known = new WeakMap<DocumentNode, Known>();
  return {
    of(document, variables) {
      const before = known.get(document);
      const found = before?.byValues.get(keyOf(before.variables, variables));
      if (found !== undefined) return found;
      const made = estimateFields(schema, document, variables);
      const kept = before ?? { variables: made.variables, byValues: new Map() };
      const key = keyOf(kept.variables, variables);
      if (kept.byValues.size < MAX_KEPT && key.length <= MAX_KEY_LENGTH) kept.byValues.set(key, made);
      known.set(document, kept);
      return made;
    },
  };
}

/** Of a list only its length counts. */
function keyOf(names: readonly string[], variables: Variables): string {
  return names.map((name) => `${partOf(variables[name])}\n`).join('');
}

function partOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value === undefined) return 'none';
  return typeof value === 'object' && value !== null ? 'object' : JSON.stringify(value);
}
