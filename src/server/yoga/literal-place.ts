import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql';

type NodeOrNodes = ASTNode | readonly ASTNode[];

/**
 * Where a literal stands in a query: "argument filter.metrics[0].min of field appUsage". undefined when it is no part
 * of an argument.
 */
export function literalPlace(document: DocumentNode, literal: ASTNode): string | undefined {
  let place: string | undefined;
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (node !== literal) return undefined;
      place = placeOf([...ancestors, ...(parent === undefined ? [] : [parent]), node]);
      return BREAK;
    },
  });
  return place;
}

/** `way`: from the document down to the literal, through nodes and lists of nodes. */
function placeOf(way: readonly NodeOrNodes[]): string | undefined {
  let owner = '';
  let path = '';
  for (const [index, node] of way.entries()) {
    if (!('kind' in node)) continue;
    if (node.kind === Kind.FIELD) owner = `field ${node.name.value}`;
    else if (node.kind === Kind.DIRECTIVE) owner = `directive @${node.name.value}`;
    else if (node.kind === Kind.ARGUMENT) path = node.name.value;
    // Of a variable's default there is no argument.
    else if (path === '') continue;
    else if (node.kind === Kind.OBJECT_FIELD) path += `.${node.name.value}`;
    else if (node.kind === Kind.LIST) path += positionIn(way[index + 1], way[index + 2]);
  }
  return path === '' ? undefined : `argument ${path} of ${owner}`;
}

function positionIn(items: NodeOrNodes | undefined, item: NodeOrNodes | undefined): string {
  if (items === undefined || item === undefined || 'kind' in items || !('kind' in item)) return '';
  return `[${items.indexOf(item)}]`;
}
