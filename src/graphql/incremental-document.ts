/** Which documents are answered in parts. Pure. */
import { type DocumentNode, Kind, visit } from 'graphql';
import { someNode } from './document-nodes.ts';

const IN_PARTS: ReadonlySet<string> = new Set(['defer', 'stream']);

const known = new WeakMap<DocumentNode, boolean>();
const whole = new WeakMap<DocumentNode, DocumentNode>();

/** Whether a document has `@defer` or `@stream`, whatever their arguments say: only the interpreting executor knows them. */
export function isIncremental(document: DocumentNode): boolean {
  const found = known.get(document) ?? hasIncrementalDirective(document);
  known.set(document, found);
  return found;
}

/** The same document without these directives, for an answer in one piece. The same object each time. */
export function withoutIncrementalDirectives(document: DocumentNode): DocumentNode {
  if (!isIncremental(document)) return document;
  const made =
    whole.get(document) ??
    visit(document, { Directive: ({ name }) => (IN_PARTS.has(name.value) ? null : undefined) });
  whole.set(document, made);
  return made;
}

function hasIncrementalDirective(document: DocumentNode): boolean {
  return someNode(document, (node) => node.kind === Kind.DIRECTIVE && IN_PARTS.has(node.name.value));
}
