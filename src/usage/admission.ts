/**
 * Whether the wants of an operation may wait for slots: decided for all of them together, before the first call. An
 * operation that asks several lanes costs the sum of its calls and takes as long as its slowest lane. Pure.
 */
import type { GatewayError } from '../errors.ts';
import { costExceeded, overloaded } from './operation-errors.ts';
import type { Rivals } from './want-pool.ts';

export interface OperationLimits {
  /** Calls that one operation may cost, estimated before its first. */
  readonly maxCallsPerOperation: number;
  /** Calls' worth of wants that may wait in the whole process. */
  readonly maxPendingCalls: number;
  /** From the operation's start; wants unanswered by then fail. */
  readonly requestTimeoutMs: number;
}

/** What the new wants mean for one lane, in calls. */
export interface LaneLoad {
  /** Of the new wants alone. */
  readonly cost: number;
  /** Of everything that waits, without and with the new wants. */
  readonly before: number;
  readonly after: number;
  readonly rivals: Rivals;
}

export interface AdmissionRequest {
  readonly loads: readonly LaneLoad[];
  /** What waits in the lanes that are not asked. */
  readonly waitingElsewhere: number;
  /** Calls that the operation was admitted with before. */
  readonly admittedCalls: number;
  /** Until the operation's deadline. */
  readonly remainingMs: number;
  readonly minIntervalMs: number;
  readonly limits: OperationLimits;
}

export interface Admission {
  /** Of the new wants, in calls. */
  readonly calls: number;
  /** Slots of the slowest lane until the last of these calls. */
  readonly slots: number;
  /** Why they may not wait. */
  readonly refusal: GatewayError | undefined;
}

/** Callers who wait for nothing yet may add as much again to what waits. */
const NEWCOMERS_ROOM = 2;

export function admission(request: AdmissionRequest): Admission {
  const calls = sum(request.loads.map((load) => load.cost));
  const slots = Math.max(0, ...request.loads.map(slotsUntilDone));
  return { calls, slots, refusal: refusalOf(request, calls, slots) };
}

function refusalOf(
  { loads, waitingElsewhere, admittedCalls, remainingMs, minIntervalMs, limits }: AdmissionRequest,
  cost: number,
  slots: number,
): GatewayError | undefined {
  if (admittedCalls + cost > limits.maxCallsPerOperation) {
    return costExceeded(admittedCalls + cost, limits.maxCallsPerOperation);
  }
  const before = waitingElsewhere + sum(loads.map((load) => load.before));
  const after = waitingElsewhere + sum(loads.map((load) => load.after));
  const mostPending = limits.maxPendingCalls * (isNewcomer(loads) ? NEWCOMERS_ROOM : 1);
  if (after > mostPending && after > before) {
    return overloaded(
      `${before} upstream calls are waiting, and this operation would add ${after - before} to at most ${mostPending}.`,
      (after - mostPending) * minIntervalMs,
    );
  }
  const missingMs = (slots - 1) * minIntervalMs - remainingMs;
  if (missingMs <= 0) return undefined;
  return overloaded(
    `Its last of ${cost} calls would come after ${slots} slots, later than ${limits.requestTimeoutMs} ms from now.`,
    Math.ceil(missingMs),
  );
}

/** Other callers wait, and this one for nothing yet: a caller who fills the room must not shut it for the others. */
function isNewcomer(loads: readonly LaneLoad[]): boolean {
  return (
    loads.every(({ rivals }) => rivals.operations === 0) && loads.some(({ rivals }) => rivals.callers > 0)
  );
}

/** Turns are taken in rounds: one call of each other caller, and of each other operation of the same caller, comes before each of ours. */
function slotsUntilDone({ cost, after, rivals }: LaneLoad): number {
  return Math.min(after, cost * (rivals.callers + 1) * (rivals.operations + 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
