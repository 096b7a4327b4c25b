import { LRUCache } from 'lru-cache';
import type { OperationPlan } from './plan.ts';

/** Plans of all operations, bounded by memory: what knows an operation holds keys of its plans, and no plan. */
export interface PlanStore {
  get(key: PlanKey): OperationPlan | undefined;
  keep(key: PlanKey, plan: OperationPlan): void;
}

/** Stands for one way that an operation is executed. */
export interface PlanKey {
  /** At most so many are planned, for one type each. */
  readonly fields: number;
}

/** Measured, and doubled: of a planned field. Fields of an interface are planned for each type that comes. */
const BYTES_PER_FIELD = 1_200;

export function createPlanStore(maxBytes: number): PlanStore {
  const plans = new LRUCache<PlanKey, OperationPlan>({ maxSize: maxBytes });
  return {
    get: (key) => plans.get(key),
    keep: (key, plan) => void plans.set(key, plan, { size: (1 + key.fields) * BYTES_PER_FIELD }),
  };
}
