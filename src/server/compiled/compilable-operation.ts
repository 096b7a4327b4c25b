import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation that graphql-jit answers as graphql-js does. */
export interface CompilableOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: readonly FragmentDefinitionNode[];
  /** Fields to compile, fragments inlined. */
  readonly fields: number;
  /** True where `@skip` or `@include` is there: they are decided before the operation is compiled. */
  readonly hasConditions: boolean;
  /** The variables that decide them. */
  readonly conditions: readonly string[];
}

/** More fields hold the event loop for longer than interpreting them: fragments are inlined, for each possible type. */
const MAX_FIELDS = 250;

/**
 * graphql-jit joins the names on the way to a field with `_`, and mistakes one for another where names hold it. Names
 * of Object's prototype, and `__proto__`, get past its own objects.
 */
const SAFE_NAME = /^_?[^_]+$/;
const CONDITIONS = new Set(['skip', 'include']);

/** Undefined for what is left to the interpreting executor: all but queries, introspection, other directives, and odd names. */
export function compilableOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompilableOperation | undefined {
  if (operation.operation !== 'query' || operation.directives?.length) return undefined;
  const fragments = document.definitions.filter(isFragment);
  const named = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const conditions = new Set<string>();
  let fields = 0;
  let hasConditions = false;

  function allow(directives: readonly DirectiveNode[] = []): boolean {
    return directives.every((directive) => {
      hasConditions = true;
      for (const { value } of directive.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
      }
      return CONDITIONS.has(directive.name.value);
    });
  }

  function allowSelections({ selections }: SelectionSetNode): boolean {
    return selections.every((selection) => {
      fields += 1;
      if (fields > MAX_FIELDS || !allow(selection.directives)) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) return allowSelections(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = named.get(selection.name.value);
        return fragment !== undefined && allow(fragment.directives) && allowSelections(fragment.selectionSet);
      }
      return isSafe(selection) && (!selection.selectionSet || allowSelections(selection.selectionSet));
    });
  }

  if (!allowSelections(operation.selectionSet)) return undefined;
  return { operation, fragments, fields, hasConditions, conditions: [...conditions] };
}

function isSafe({ name: { value: name }, alias }: FieldNode): boolean {
  if (alias === undefined && name === '__typename') return true;
  const key = alias?.value ?? name;
  return !name.startsWith('__') && SAFE_NAME.test(key) && !(key in Object.prototype);
}

function isFragment(definition: DocumentNode['definitions'][number]): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}
