import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';

/** A query that the engine executes. */
export interface PlannableOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: readonly FragmentDefinitionNode[];
  /** Fields to plan, fragments inlined. */
  readonly fields: number;
  /** True where `@skip` or `@include` is there: they are decided before the operation is planned. */
  readonly hasConditions: boolean;
  /** The variables that decide them. */
  readonly conditions: readonly string[];
}

/** Fragments are inlined, for each possible type: a plan of more fields would hold memory for what comes once. */
const MAX_FIELDS = 1_000;

const CONDITIONS = new Set(['skip', 'include']);

/** Undefined for what is left to Yoga's executor: all but queries, introspection, and other directives. */
export function plannableOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PlannableOperation | undefined {
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
      if (isIntrospection(selection)) return false;
      return !selection.selectionSet || allowSelections(selection.selectionSet);
    });
  }

  if (!allowSelections(operation.selectionSet)) return undefined;
  return { operation, fragments, fields, hasConditions, conditions: [...conditions] };
}

function isIntrospection({ name: { value: name } }: FieldNode): boolean {
  return name.startsWith('__') && name !== TypeNameMetaFieldDef.name;
}

function isFragment(definition: DocumentNode['definitions'][number]): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}
