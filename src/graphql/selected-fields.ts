/** What a query asks for below the field that a resolver answers: work for several fields can start together. */
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from 'graphql';

/** The fields of that name directly below the given fields or operations, in fragments too; none that `@skip` and `@include` leave out. */
export function selectedFields(
  nodes: readonly Pick<FieldNode, 'selectionSet'>[],
  field: string,
  info: GraphQLResolveInfo,
): FieldNode[] {
  const found = (node: SelectionNode): FieldNode[] => {
    if (getDirectiveValues(GraphQLSkipDirective, node, info.variableValues)?.if === true) return [];
    if (getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues)?.if === false) return [];
    switch (node.kind) {
      case Kind.FIELD:
        return node.name.value === field ? [node] : [];
      case Kind.INLINE_FRAGMENT:
        return node.selectionSet.selections.flatMap(found);
      case Kind.FRAGMENT_SPREAD:
        return info.fragments[node.name.value]?.selectionSet.selections.flatMap(found) ?? [];
    }
  };
  return nodes.flatMap(({ selectionSet }) => selectionSet?.selections.flatMap(found) ?? []);
}
