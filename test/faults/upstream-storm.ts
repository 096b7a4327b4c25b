/** Everything that the upstream and what lies between does wrong, request by request; and what it answered rightly. */
import type { Asked } from '../../src/sandbox/asked.ts';
import {
  anotherDay,
  MALFORMED_JSON,
  missingMetric,
  REFUSALS,
  type RefusalName,
  refusal,
  WRONG_SHAPE,
  zeroMetrics,
} from '../../src/sandbox/common-faults.ts';
import { createFaults, type Fault } from '../../src/sandbox/faults.ts';
import {
  DUPLICATED_ITEM,
  emptyItems,
  emptyPages,
  itemMoved,
  listMovedBy,
  missingItem,
  NOTHING_BUT_MORE,
  TOO_MANY_ITEMS,
  UNASKED_ITEM,
} from '../../src/sandbox/list-faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import {
  CUT_BODY,
  htmlPage,
  hugeBody,
  slow,
  slowDrip,
  TRUNCATED_JSON,
} from '../../src/sandbox/wire-faults.ts';
import type { Model } from './model.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A request that was answered as it should be. */
export interface GoodAnswer {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly asked: Asked;
}

export interface UpstreamStorm {
  /** The faults of the next request. */
  readonly good: readonly GoodAnswer[];
  /** How many requests met each kind of fault. */
  met(): number;
  end(): void;
}

/** Seen to be wrong by whoever looks. */
const OPEN_FAULTS: readonly Fault[] = [
  ...Object.keys(REFUSALS).filter(isRefusalName).map(refusal),
  // The rate is refused most in practice.
  ...Array.from({ length: 8 }, () => refusal('refused')),
  htmlPage(200),
  htmlPage(502),
  htmlPage(503),
  htmlPage(504),
  { kind: 'reset' },
  { kind: 'hang' },
  CUT_BODY,
  TRUNCATED_JSON,
  MALFORMED_JSON,
  WRONG_SHAPE,
  slow(150),
  slow(2_000),
  slowDrip(5),
  hugeBody(3_000_000),
  emptyItems(200_000),
  anotherDay(-1),
  anotherDay(1),
  DUPLICATED_ITEM,
  { ...UNASKED_ITEM, only: { asks: 'ids' } },
  TOO_MANY_ITEMS,
  NOTHING_BUT_MORE,
  emptyPages([0, 1, 2, 3]),
];
/** The list is another one for a moment. */
const MOVES: readonly Fault[] = [listMovedBy(-1), itemMoved(0, 130), itemMoved(250, 10)];
/** Nobody can know that they are not true. */
const LIES: readonly Fault[] = [
  missingItem(0),
  missingItem(3),
  { ...zeroMetrics(), only: { endpoint: 'appMetrics' } },
  { ...zeroMetrics(), only: { endpoint: 'overview' } },
  missingMetric('data'),
];

/** Requests of a hundred that meet a fault, of those on moving and on lying days, and while all is bad. */
const OPEN_PERCENT = 18;
const MOOD_PERCENT = 30;
const SPELL_PERCENT = 85;
/** Now and then everything fails in one way for a while. */
const SPELL_EVERY_MS = 6_000;
const SPELL_MS = 900;
const MOST_JITTER_MS = 8;

export function createUpstreamStorm(sandbox: Sandbox, model: Model, random: SeededRandom): UpstreamStorm {
  const good: GoodAnswer[] = [];
  const startedMs = performance.now();
  let met = 0;
  let isOver = false;
  let spell = random.oneOf(OPEN_FAULTS);
  let spells = 0;

  function faultFor(asked: Asked): readonly Fault[] {
    if (isOver) return [];
    const elapsedMs = performance.now() - startedMs;
    const number = Math.floor(elapsedMs / SPELL_EVERY_MS);
    if (number !== spells) {
      spells = number;
      spell = random.oneOf(OPEN_FAULTS);
    }
    const inSpell = number > 0 && elapsedMs % SPELL_EVERY_MS < SPELL_MS;
    if (inSpell && random.percent(SPELL_PERCENT)) return [spell];
    const mood = model.mood(asked.day);
    if (mood === 'moving' && random.percent(MOOD_PERCENT)) return [random.oneOf(MOVES)];
    if (mood === 'lying' && random.percent(MOOD_PERCENT)) return [random.oneOf(LIES)];
    return random.percent(OPEN_PERCENT) ? [random.oneOf(OPEN_FAULTS)] : [];
  }

  sandbox.faults.arrivalJitterMs = MOST_JITTER_MS;
  // Takes the place of planned faults: which request meets what is decided here.
  sandbox.faults.take = (asked) => {
    if (asked === undefined) return [];
    const chosen = createFaults();
    for (const fault of faultFor(asked)) chosen.next(1, fault);
    const faults = chosen.take(asked);
    if (faults.length > 0) met += 1;
    else good.push({ atMs: Date.now(), asked });
    return faults;
  };
  return {
    good,
    met: () => met,
    end() {
      isOver = true;
      sandbox.faults.arrivalJitterMs = 0;
    },
  };
}

function isRefusalName(name: string): name is RefusalName {
  return Object.hasOwn(REFUSALS, name);
}
