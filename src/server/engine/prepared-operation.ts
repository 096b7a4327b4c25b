import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { everyRootFieldIsProven } from '../../graphql/lasting-fields.ts';
import type { MaybePromise } from '../../usage/maybe-promise.ts';
import { branchOf, decidedOperation } from './decided-operation.ts';
import { type OperationPlan, planOperation } from './plan.ts';
import type { PlanKey, PlanStore } from './plan-store.ts';
import { plannableOperation } from './plannable-operation.ts';
import type { RunOptions } from './run.ts';
import { type RunResult, runPlan } from './run-plan.ts';

/** A query of a valid document, ready to be executed again and again. */
export interface PreparedOperation {
  readonly name: string | undefined;
  /** Whether all that it answers comes from readers that say whether it lasts. */
  readonly isProven: boolean;
  /**
   * Coerces the variables. Undefined for wrong ones, which Yoga refuses in words, and where `@skip` and `@include` have
   * been decided in too many ways already.
   */
  bind(variables: Readonly<Record<string, unknown>>): BoundOperation | undefined;
}

/** An operation with its variables. */
export interface BoundOperation {
  run(options: RunOptions): MaybePromise<RunResult>;
}

/** Of one operation, by what `@skip` and `@include` decide. */
const MAX_BRANCHES = 16;

/** Undefined for what is left to Yoga's executor. */
export function prepareOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  plans: PlanStore,
): PreparedOperation | undefined {
  const plannable = plannableOperation(document, operation);
  if (plannable === undefined) return undefined;
  const { fields } = plannable;
  const keys = new Map<string, PlanKey>();

  function planOf(variables: Readonly<Record<string, unknown>>): OperationPlan | undefined {
    const branch = plannable && branchOf(plannable, variables);
    if (plannable === undefined || branch === undefined) return undefined;
    const key = keys.get(branch) ?? { fields };
    if (!keys.has(branch) && keys.size >= MAX_BRANCHES) return undefined;
    keys.set(branch, key);
    const known = plans.get(key);
    if (known !== undefined) return known;
    const decided = decidedOperation(plannable, variables);
    const plan = planOperation(schema, decided.operation, decided.fragments);
    plans.keep(key, plan);
    return plan;
  }

  return {
    name: operation.name?.value,
    isProven: everyRootFieldIsProven(document, operation.name?.value, schema),
    bind(variables) {
      const definitions = operation.variableDefinitions ?? [];
      const { coerced } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
      const plan = coerced && planOf(coerced);
      if (coerced === undefined || plan === undefined) return undefined;
      return { run: (options) => runPlan(plan, coerced, options) };
    },
  };
}
