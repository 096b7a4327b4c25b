/** Lanes that always have work, and note when their calls start. */
import { createCeiling } from '../../src/slots/ceiling.ts';
import { createSlots, type Slots, type SlotsOptions } from '../../src/slots/slots.ts';
import { createMemoryLedger } from './memory-ledger.ts';

export interface TestLane extends Slots {
  /** Instants of `performance.now()`. */
  readonly starts: readonly number[];
  readonly choices: () => number;
}

export type TestLaneOptions = Partial<SlotsOptions<number>>;

const open: Slots[] = [];

/** Saturated unless `hasWork` or `choose` say otherwise; its calls are accepted at once unless `make` says otherwise. */
export function openLane(options: TestLaneOptions = {}): TestLane {
  const { choose = () => starts.length, make = async () => 'accepted', minIntervalMs = 50 } = options;
  const starts: number[] = [];
  let choices = 0;
  const slots = createSlots<number>({
    lane: 'app',
    ceiling: createCeiling(minIntervalMs),
    ledger: createMemoryLedger(),
    yields: false,
    hasWork: () => true,
    monotonicMs: () => performance.now(),
    random: () => 1,
    ...options,
    minIntervalMs,
    choose() {
      choices += 1;
      return choose();
    },
    make(call) {
      starts.push(performance.now());
      return make(call);
    },
  });
  open.push(slots);
  return { ...slots, starts, choices: () => choices };
}

export async function closeLanes(): Promise<void> {
  await Promise.all(open.splice(0).map((slots) => slots.close()));
}

/** Waits until it is true. A test that waits for ever fails by its time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
