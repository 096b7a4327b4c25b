import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from 'graphql';

/** Whether the query asks for `field` of what this resolver answers: work for several fields can start together. */
export function selects(info: GraphQLResolveInfo, field: string): boolean {
  const isAsked = (node: SelectionNode): boolean => {
    if (getDirectiveValues(GraphQLSkipDirective, node, info.variableValues)?.if === true) return false;
    if (getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues)?.if === false) return false;
    switch (node.kind) {
      case Kind.FIELD:
        return node.name.value === field;
      case Kind.INLINE_FRAGMENT:
        return node.selectionSet.selections.some(isAsked);
      case Kind.FRAGMENT_SPREAD:
        return info.fragments[node.name.value]?.selectionSet.selections.some(isAsked) ?? false;
    }
  };
  return info.fieldNodes.some(({ selectionSet }) => selectionSet?.selections.some(isAsked) ?? false);
}
