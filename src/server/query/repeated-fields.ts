/**
 * graphql-js compares every two fields of one response name at one place, and every two fragments, to see whether they
 * can be merged: a field that is written a thousand times costs half a million comparisons, and their children multiply
 * that. So the pairs are counted before.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** The walk itself ends here; a document that needs more is as good as repetitive. */
const MAX_VISITS = 50_000;

/** Pairs of equal fields, and of fragments, at equal places in a whole document, which has no circles; at least `limit + 1` where counting was given up. */
export function repeatedPairs(document: DocumentNode, limit: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let pairs = 0;
  let visits = 0;

  function walk(sets: readonly SelectionSetNode[]): void {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const set of sets) gather(set, fields, spread);
    pairs += pairsOf(spread.size);
    for (const group of fields.values()) {
      pairs += pairsOf(group.length);
      if (pairs > limit) return;
    }
    for (const group of fields.values()) {
      const inner = group.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.length > 0) walk(inner);
      if (pairs > limit) return;
    }
  }

  function gather(set: SelectionSetNode, fields: Map<string, FieldNode[]>, spread: Set<string>): void {
    for (const selection of set.selections) {
      visits += 1;
      if (visits > MAX_VISITS) pairs = Math.max(pairs, limit + 1);
      if (pairs > limit) return;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const group = fields.get(name);
        if (group === undefined) fields.set(name, [selection]);
        else group.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        gather(selection.selectionSet, fields, spread);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) gather(fragment.selectionSet, fields, spread);
      }
    }
  }

  for (const definition of document.definitions) {
    if ('selectionSet' in definition && definition.selectionSet) walk([definition.selectionSet]);
    if (pairs > limit) break;
  }
  return pairs;
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}
