import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PlannableOperation } from './plannable-operation.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Names the branch that `@skip` and `@include` take. Undefined where a variable that decides one is no boolean. */
export function branchOf({ conditions }: PlannableOperation, variables: Variables): string | undefined {
  const values = conditions.map((name) => variables[name]);
  return values.every((value) => typeof value === 'boolean') ? values.map(Number).join('') : undefined;
}

/** The operation without what `@skip` and `@include` leave out, and without them. Nodes keep their locations. */
export function decidedOperation(
  plannable: PlannableOperation,
  variables: Variables,
): Pick<PlannableOperation, 'operation' | 'fragments'> {
  const { operation, fragments, hasConditions } = plannable;
  if (!hasConditions) return { operation, fragments };
  return {
    operation: { ...operation, selectionSet: decidedSelections(operation.selectionSet, variables) },
    fragments: fragments.map((fragment) => ({
      ...fragment,
      selectionSet: decidedSelections(fragment.selectionSet, variables),
    })),
  };
}

function decidedSelections(selectionSet: SelectionSetNode, variables: Variables): SelectionSetNode {
  return {
    ...selectionSet,
    selections: selectionSet.selections
      .filter((selection) => isIncluded(selection, variables))
      .map((selection) => decidedSelection(selection, variables)),
  };
}

function decidedSelection(selection: SelectionNode, variables: Variables): SelectionNode {
  if (selection.kind === Kind.FRAGMENT_SPREAD) return { ...selection, directives: [] };
  if (selection.kind === Kind.INLINE_FRAGMENT) {
    return {
      ...selection,
      directives: [],
      selectionSet: decidedSelections(selection.selectionSet, variables),
    };
  }
  const { selectionSet } = selection;
  return {
    ...selection,
    directives: [],
    ...(selectionSet && { selectionSet: decidedSelections(selectionSet, variables) }),
  };
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false
  );
}
