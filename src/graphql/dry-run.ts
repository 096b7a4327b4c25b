/** `gateway(dryRun: true)`: the other fields of the operation are priced, not asked for, and are null. */
import {
  astFromValue,
  execute,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  type IntValueNode,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type StringValueNode,
  typeFromAST,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { OperationCost } from '../usage/operation.ts';
import type { GatewayContext } from './context.ts';
import { someNode } from './document-nodes.ts';
import { withoutIncrementalDirectives } from './incremental-document.ts';
import { selectedFields } from './selected-fields.ts';

const GATEWAY = 'gateway';

/** Lets every other field of Query answer null in a dry run, without an error and without a call. */
export function answerDryRuns(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { resolve, type } = field;
    const nothing = isNonNullType(type) ? (isListType(type.ofType) ? [] : undefined) : null;
    if (resolve === undefined || nothing === undefined) continue;
    field.resolve = (root, args, context: GatewayContext, info) =>
      !context.isPriced && isDryRun(info) ? nothing : resolve(root, args, context, info);
  }
  return schema;
}

/** Executes the operation once more, with what is known and without a call. */
export async function priceOfOperation(
  info: GraphQLResolveInfo,
  context: GatewayContext,
): Promise<OperationCost> {
  const dryRun = context.operation.dryRun();
  const contextValue: GatewayContext = {
    ...context,
    operation: dryRun.operation,
    collector: { request: () => {}, progress: async () => null },
    isPriced: true,
  };
  const definitions = [info.operation, ...Object.values(info.fragments)];
  await execute({
    schema: info.schema,
    // Its price is that of the whole answer.
    document: withoutIncrementalDirectives({ kind: Kind.DOCUMENT, definitions }),
    variableValues: plainVariables(info),
    contextValue,
  });
  return dryRun.price();
}

/** Operations in which the field is written, whatever decides about it. */
const mentioning = new WeakMap<OperationDefinitionNode, boolean>();

function mentionsGateway(info: GraphQLResolveInfo): boolean {
  const { operation, fragments } = info;
  const known = mentioning.get(operation);
  if (known !== undefined) return known;
  const mentions = [operation, ...Object.values(fragments)].some((definition) =>
    someNode(definition, (node) => node.kind === Kind.FIELD && node.name.value === GATEWAY),
  );
  mentioning.set(operation, mentions);
  return mentions;
}

function isDryRun(info: GraphQLResolveInfo): boolean {
  if (!mentionsGateway(info)) return false;
  const field = info.parentType.getFields()[GATEWAY];
  if (field === undefined) return false;
  return selectedFields([info.operation], GATEWAY, info).some(
    (node) => getArgumentValues(field, node, info.variableValues).dryRun === true,
  );
}

/** An id may look like a number that is too large for one. */
function withAllDigits({ value }: IntValueNode): StringValueNode | undefined {
  return Number.isSafeInteger(Number(value)) ? undefined : { kind: Kind.STRING, value };
}

/** The variables as a client sends them: `info` has them as resolvers take them. */
function plainVariables({ operation, schema, variableValues }: GraphQLResolveInfo): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const { variable, type: node } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (!(name in variableValues) || !isInputType(type)) continue;
    const value = astFromValue(variableValues[name], type);
    if (value) plain[name] = valueFromASTUntyped(visit(value, { IntValue: withAllDigits }));
  }
  return plain;
}
