/** Many clients, each with one errand after another. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAsker } from './ask.ts';
import { askedIds } from './errands/asked-ids.ts';
import type { Errand } from './errands/errand.ts';
import { history } from './errands/history.ts';
import { latest } from './errands/latest.ts';
import { entitiesByKey, nodesById } from './errands/nodes-and-entities.ts';
import { organizationOfDay } from './errands/organization.ts';
import { pageWalk } from './errands/page-walk.ts';
import { totalsOfDays } from './errands/totals-of-days.ts';
import { wholeDay } from './errands/whole-day.ts';
import type { GatewayProcess } from './gateway-process.ts';
import type { Model } from './model.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';
import type { Tally } from './tally.ts';

export interface ClientsOptions {
  readonly gateway: Pick<GatewayProcess, 'url' | 'wasKilledSince' | 'isUp'>;
  readonly model: Model;
  readonly tally: Tally;
  readonly seed: number;
  readonly hungMs: number;
}

export interface Clients {
  /** Each client asks until `isOver`; resolves when the last has its answer. */
  run(count: number, isOver: () => boolean): Promise<void>;
  /** Each errand once, on late days. */
  runOnce(): Promise<void>;
}

/** In shares of a hundred. */
const ERRANDS: readonly (readonly [number, Errand])[] = [
  [28, askedIds],
  [18, pageWalk],
  [14, wholeDay],
  [8, history],
  [6, totalsOfDays],
  [8, organizationOfDay],
  [6, nodesById],
  [6, entitiesByKey],
  [6, latest],
];
const PAUSE_MS = [60, 500] as const;
/** Errands of one round behind the storm, each with chances of its own. */
const ROUND_TIMES = 4;

export function createClients({ gateway, model, tally, seed, hungMs }: ClientsOptions): Clients {
  const askerOf = (random: SeededRandom) => createAsker({ ...gateway, tally, random, hungMs });

  return {
    async run(count, isOver) {
      await Promise.all(
        Array.from({ length: count }, async (_, number) => {
          const random = createSeededRandom(seed * 1_000 + number);
          const asker = askerOf(random);
          const options = { ask: asker.ask, model, random, anyDay: () => lateDay(model, random) };
          while (!isOver()) {
            await sleep(random.between(...PAUSE_MS));
            if (!gateway.isUp()) continue;
            await errandFor(random)(options);
          }
          await asker.close();
        }),
      );
    },
    async runOnce() {
      const random = createSeededRandom(seed);
      const asker = askerOf(random);
      const options = { ask: asker.ask, model, random, anyDay: () => lateDay(model, random) };
      for (let time = 0; time < ROUND_TIMES; time += 1) {
        for (const [, errand] of ERRANDS) await errand(options);
      }
      await asker.close();
    },
  };
}

function errandFor(random: SeededRandom): Errand {
  let left = random.next() * 100;
  for (const [share, errand] of ERRANDS) {
    left -= share;
    if (left < 0) return errand;
  }
  return latest;
}

/** Late days most, so that some are asked for by many and new ones come up until the end. */
function lateDay(model: Model, random: SeededRandom) {
  const place = Math.floor(model.days.length ** random.next()) - 1;
  const day = model.days[place];
  if (day === undefined) throw new RangeError(`there is no day ${place}`);
  return day;
}
