/**
 * Which answers may be kept for ever is proven twice: the operation knows whether all that it read lasts, and this
 * file knows which fields of Query read nothing past it. A field that is not marked makes an answer not lasting.
 */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** Marks a field of Query whose subtree gets everything that it answers from the operation's readers. */
export const LASTING = { lasting: true } as const;

/**
 * Whether all fields of Query that an operation selects are marked. Fields under `@skip` and `@include` count whatever
 * the variables say. False for mutations, subscriptions, and an operation that is not in the document.
 */
export function everyRootFieldIsProven(
  document: DocumentNode,
  operationName: string | null | undefined,
  schema: GraphQLSchema,
): boolean {
  const operation = getOperationAST(document, operationName);
  const fields = schema.getQueryType()?.getFields();
  if (operation?.operation !== 'query' || fields === undefined) return false;
  return rootFieldsOf(operation.selectionSet, document).every(
    ({ name }) => name.value === '__typename' || fields[name.value]?.extensions.lasting === true,
  );
}

/** Each fragment is read once: its fields are the same wherever it is spread. */
function rootFieldsOf(selectionSet: SelectionSetNode, document: DocumentNode): FieldNode[] {
  const spread = new Set<string>();
  const fields: FieldNode[] = [];
  const open = [selectionSet];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const selection of next.selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        open.push(...fragmentsNamed(selection.name.value, document));
      }
    }
  }
  return fields;
}

function fragmentsNamed(name: string, document: DocumentNode): SelectionSetNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name
      ? [definition.selectionSet]
      : [],
  );
}
