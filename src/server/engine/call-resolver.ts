import { defaultFieldResolver, type GraphQLResolveInfo, getArgumentValues, type ResponsePath } from 'graphql';
import type { FieldPlan } from './plan.ts';
import type { Run } from './run.ts';

/** What a field's resolver answers. Throws where the run is stopped. */
export function resolved(field: FieldPlan, source: unknown, run: Run, path: ResponsePath): unknown {
  const { stop, variableValues, contextValue } = run;
  if (stop?.aborted) throw stop.reason;
  const resolve = field.field.resolve ?? defaultFieldResolver;
  const info = infoOf(field, run, path);
  return resolve(source, argumentsOf(field, variableValues), contextValue, info);
}

export function infoOf(
  { field, nodes, parentType }: FieldPlan,
  { plan, variableValues }: Run,
  path: ResponsePath,
): GraphQLResolveInfo {
  return {
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType,
    path,
    schema: plan.schema,
    fragments: plan.fragments,
    rootValue: undefined,
    operation: plan.operation,
    variableValues,
  };
}

const NO_ARGUMENTS = Object.freeze({});
const constantArguments = new WeakMap<FieldPlan, Record<string, unknown>>();

function argumentsOf(field: FieldPlan, variables: Run['variableValues']): Record<string, unknown> {
  if (!field.takesArguments) return NO_ARGUMENTS;
  if (!field.hasConstantArguments) return getArgumentValues(field.field, field.nodes[0], variables);
  const known = constantArguments.get(field) ?? getArgumentValues(field.field, field.nodes[0], variables);
  constantArguments.set(field, known);
  return known;
}
