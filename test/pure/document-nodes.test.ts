import { type ASTNode, Kind, parse, visit } from 'graphql';
import { expect, test } from 'vitest';
import { someNode } from '../../src/graphql/document-nodes.ts';

const DOCUMENT = parse(`
  query Q($a: [Int!]! = [1, 2.5] @a, $b: In = { c: { d: "e", f: null } }) @b(c: true) {
    alias: field(argument: $a, other: [{ enum: ENUM }, """block"""]) @include(if: $b) { leaf }
    ... on Type @c { inner { __typename } }
    ... @d { leaf }
    ...F @e(f: 1)
  }
  mutation { leaf }
  fragment F on Type @f { leaf }`);

/** Neither names nor descriptions are walked. */
function visited(document: ASTNode): ASTNode[] {
  const nodes: ASTNode[] = [];
  visit(document, {
    enter(node) {
      if (node.kind !== Kind.NAME) nodes.push(node);
    },
  });
  return nodes;
}

test('the nodes of a document are those of visit, in its order', () => {
  const nodes: ASTNode[] = [];
  expect(someNode(DOCUMENT, (node) => nodes.push(node) < 0)).toBe(false);
  expect(nodes).toEqual(visited(DOCUMENT));
});

test('no node is asked after the first for which the test holds', () => {
  const nodes: ASTNode[] = [];
  const isDirective = (node: ASTNode) => nodes.push(node) > 0 && node.kind === Kind.DIRECTIVE;
  expect(someNode(DOCUMENT, isDirective)).toBe(true);
  const all = visited(DOCUMENT);
  expect(nodes).toEqual(all.slice(0, 1 + all.findIndex(({ kind }) => kind === Kind.DIRECTIVE)));
});
