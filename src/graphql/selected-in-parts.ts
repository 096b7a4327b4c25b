import {
  type FieldNode,
  type GraphQLResolveInfo,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from 'graphql';
import { GraphQLDeferDirective, GraphQLStreamDirective } from './incremental-directives.ts';

type Variables = GraphQLResolveInfo['variableValues'];

/** Whether the list that a resolver answers is streamed. */
export function isStreamed({ fieldNodes, variableValues }: GraphQLResolveInfo): boolean {
  return fieldNodes.some((node) => isActive(GraphQLStreamDirective, node, variableValues));
}

/** Whether one of these fields, directly below the field that a resolver answers, may come after the field itself. */
export function isSelectedInParts(fields: ReadonlySet<string>, info: GraphQLResolveInfo): boolean {
  const comesLater = (node: SelectionNode, isDeferred: boolean): boolean => {
    if (node.kind === Kind.FIELD) {
      return (
        fields.has(node.name.value) &&
        (isDeferred || isActive(GraphQLStreamDirective, node, info.variableValues))
      );
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    const deferred = isDeferred || isActive(GraphQLDeferDirective, node, info.variableValues);
    return fragment?.selectionSet.selections.some((inner) => comesLater(inner, deferred)) ?? false;
  };
  return info.fieldNodes.some(({ selectionSet }) =>
    selectionSet?.selections.some((node) => comesLater(node, false)),
  );
}

function isActive(
  directive: typeof GraphQLStreamDirective,
  node: FieldNode | SelectionNode,
  variables: Variables,
): boolean {
  return getDirectiveValues(directive, node, variables)?.if === true;
}
