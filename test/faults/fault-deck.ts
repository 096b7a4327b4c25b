import type { Asked } from '../../src/sandbox/asked.ts';
import { createFaults, type Fault } from '../../src/sandbox/faults.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Deals faults evenly: each that concerns a request is met before one is met again. */
export interface FaultDeck {
  /** undefined where none concerns the request. */
  deal(asked: Asked): Fault | undefined;
}

export function createFaultDeck(faults: readonly Fault[], random: SeededRandom): FaultDeck {
  let left: Fault[] = [];

  function take(asked: Asked): Fault | undefined {
    const place = left.findIndex((fault) => concerns(fault, asked));
    return place < 0 ? undefined : left.splice(place, 1)[0];
  }

  return {
    deal(asked) {
      const fault = take(asked);
      if (fault !== undefined) return fault;
      // What did not concern anybody yet stays in front.
      left = [...left, ...shuffled(faults, random)];
      return take(asked);
    },
  };
}

export function concerns(fault: Fault, asked: Asked): boolean {
  const faults = createFaults();
  faults.next(1, fault);
  return faults.take(asked).length > 0;
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
