import type { GraphQLError } from 'graphql';
import type { OperationPlan } from './plan.ts';
import type { RowTexts } from './row-texts.ts';

export interface RunOptions {
  readonly contextValue: unknown;
  /** Asked for once something has to be waited for: a run that is done at once cannot be stopped. */
  readonly signal: () => AbortSignal;
  readonly texts: RowTexts;
}

/** One execution of a plan. */
export interface Run extends Omit<RunOptions, 'signal'> {
  readonly plan: OperationPlan;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly errors: GraphQLError[];
  /** Asked before each resolver from then on, so that a run which is out of time ends soon. */
  stop: AbortSignal | undefined;
}
