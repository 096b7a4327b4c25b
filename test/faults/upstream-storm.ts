/** Everything that the upstream and what lies between does wrong, request by request; and what it answered rightly. */
import type { Asked } from '../../src/sandbox/asked.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { concerns, createFaultDeck } from './fault-deck.ts';
import type { Model } from './model.ts';
import type { SeededRandom } from './seeded-random.ts';
import { CONTRADICTIONS, FAILURES, LIES, MOVES } from './storm-faults.ts';

/** A request that was answered as it should be. */
export interface GoodAnswer {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly asked: Asked;
}

export interface UpstreamStorm {
  /** In the order in which they were given. */
  readonly good: readonly GoodAnswer[];
  /** How many requests met a fault. */
  met(): number;
  end(): void;
}

/** Requests of a hundred: that fail, that are answered with a contradiction, and by the mood of their day. */
const FAILURE_PERCENT = 10;
const CONTRADICTION_PERCENT = 20;
const MOOD_PERCENT = 30;
/** Now and then nearly everything fails in one way for a while. */
const SPELL_EVERY_MS = 6_000;
const SPELL_MS = 900;
const SPELL_PERCENT = 85;
const MOST_JITTER_MS = 8;

export function createUpstreamStorm(sandbox: Sandbox, model: Model, random: SeededRandom): UpstreamStorm {
  const good: GoodAnswer[] = [];
  const failures = createFaultDeck(FAILURES, random);
  const contradictions = createFaultDeck(CONTRADICTIONS, random);
  const moves = createFaultDeck(MOVES, random);
  const lies = createFaultDeck(LIES, random);
  const startedMs = performance.now();
  let met = 0;
  let isOver = false;
  let spell = random.oneOf(FAILURES);
  let spells = 0;

  /** The fault of a spell of them; undefined outside. */
  function spellFault(): Fault | undefined {
    const elapsedMs = performance.now() - startedMs;
    const number = Math.floor(elapsedMs / SPELL_EVERY_MS);
    if (number !== spells) {
      spells = number;
      spell = random.oneOf(FAILURES);
    }
    return number > 0 && elapsedMs % SPELL_EVERY_MS < SPELL_MS ? spell : undefined;
  }

  function faultFor(asked: Asked): Fault | undefined {
    if (isOver) return undefined;
    const ofSpell = spellFault();
    if (ofSpell !== undefined && random.percent(SPELL_PERCENT)) return ofSpell;
    const mood = model.mood(asked.day);
    if (mood === 'moving' && random.percent(MOOD_PERCENT)) return moves.deal(asked);
    if (mood === 'lying' && random.percent(MOOD_PERCENT)) return lies.deal(asked);
    if (random.percent(CONTRADICTION_PERCENT)) return contradictions.deal(asked);
    return random.percent(FAILURE_PERCENT) ? failures.deal(asked) : undefined;
  }

  sandbox.faults.arrivalJitterMs = MOST_JITTER_MS;
  // Takes the place of planned faults: which request meets what is decided here.
  sandbox.faults.take = (asked) => {
    if (asked === undefined) return [];
    const fault = faultFor(asked);
    if (fault !== undefined && concerns(fault, asked)) {
      met += 1;
      return [fault];
    }
    good.push({ atMs: Date.now(), asked });
    return [];
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
