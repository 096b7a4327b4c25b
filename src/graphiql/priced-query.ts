import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  visit,
} from 'graphql';

/**
 * The operation that runs, as a dry run of the gateway: it prices the fields instead of asking Jodoo for them.
 * Undefined for what has no price: mutations, subscriptions, and operations that are dry runs themselves.
 */
export function pricedQuery(document: DocumentNode, operationName?: string | null): string | undefined {
  const operation = operationOf(document, operationName);
  if (operation?.operation !== QUERY || /dryRun: (true|\$)/.test(print(operation))) return undefined;
  const { selectionSet } = operation;
  const priced: OperationDefinitionNode = {
    ...operation,
    selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...PRICE] },
  };
  return print(visit(document, { OperationDefinition: (node) => (node === operation ? priced : undefined) }));
}

/** The operation of that name, else the first one. */
export function operationOf(
  { definitions }: DocumentNode,
  operationName?: string | null,
): OperationDefinitionNode | undefined {
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return operationName ? operations.find(({ name }) => name?.value === operationName) : operations[0];
}

const QUERY: `${OperationTypeNode}` = 'query';
const PRICE: readonly SelectionNode[] = parse(
  '{ priceOfThis: gateway(dryRun: true) { cost { calls expectedMs } } }',
).definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? one.selectionSet.selections : []));
