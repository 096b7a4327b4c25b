/**
 * Walks over documents that change nothing: graphql-js's `visit` prepares more than most of them do. They recurse, some
 * thousand levels at most, and so does the parser; texts are refused before they are nested in a tenth of that. Pure.
 */
import { type ASTNode, Kind } from 'graphql';

type Test = (node: ASTNode) => boolean;

/** Whether the test holds for a node or one within it; it asks in the document's order, and no further than needed. */
export function someNode(node: ASTNode, test: Test): boolean {
  return test(node) || someChild(node, (child) => someNode(child, test));
}

/**
 * The same for the nodes directly within one, in the order of `visit`. Names and descriptions are left out, and what is
 * within definitions of types, which no query has.
 */
export function someChild(node: ASTNode, test: Test): boolean {
  switch (node.kind) {
    case Kind.DOCUMENT:
      return some(node.definitions, test);
    case Kind.OPERATION_DEFINITION:
      return some(node.variableDefinitions, test) || some(node.directives, test) || test(node.selectionSet);
    case Kind.VARIABLE_DEFINITION:
      return (
        test(node.variable) ||
        test(node.type) ||
        holds(node.defaultValue, test) ||
        some(node.directives, test)
      );
    case Kind.SELECTION_SET:
      return some(node.selections, test);
    case Kind.FIELD:
      return some(node.arguments, test) || some(node.directives, test) || holds(node.selectionSet, test);
    case Kind.FRAGMENT_SPREAD:
      return some(node.directives, test);
    case Kind.INLINE_FRAGMENT:
    case Kind.FRAGMENT_DEFINITION:
      return holds(node.typeCondition, test) || some(node.directives, test) || test(node.selectionSet);
    case Kind.DIRECTIVE:
      return some(node.arguments, test);
    case Kind.ARGUMENT:
    case Kind.OBJECT_FIELD:
      return test(node.value);
    case Kind.LIST:
      return some(node.values, test);
    case Kind.OBJECT:
      return some(node.fields, test);
    case Kind.LIST_TYPE:
    case Kind.NON_NULL_TYPE:
      return test(node.type);
    default:
      return false;
  }
}

function some(nodes: readonly ASTNode[] | undefined, test: Test): boolean {
  return nodes?.some((node) => test(node)) ?? false;
}

function holds(node: ASTNode | undefined, test: Test): boolean {
  return node !== undefined && test(node);
}
