/**
 * How apps and members come and go for ever, worked out from the day alone: a *seat* is held by one after another, each
 * for a part of the seat's period. Whoever asks for any day, in 2019 or in 2040, asks for its number in the sequence.
 */
import { dayNumber, statisticsDay } from '../../jodoo/statistics-day.ts';
import { numberNoise, wholeBetween } from '../random.ts';

/** One holder's time in a seat. Days are day numbers, both included. */
export interface Tenure {
  readonly seat: number;
  /** Which holder of the seat this is; may be negative. */
  readonly generation: number;
  readonly from: number;
  readonly to: number;
  /** Whether it lasts for less than half a year, as pilots and internships do. */
  readonly short: boolean;
}

export interface Seats {
  readonly count: number;
  tenure(seat: number, generation: number): Tenure;
  /** The latest tenure that has begun by a day; it may have ended by then. */
  latest(seat: number, day: number): Tenure;
}

/** A tenure begins within the first days of its period and ends within the last ones. */
interface Period {
  readonly days: number;
  /** Where the periods begin: one of them starts on this day. */
  readonly origin: number;
  readonly latestStart: number;
  readonly earliestEnd: number;
  readonly short: boolean;
}

/** On average this share of the seats is held: see the periods below. */
const HELD_SHARE = 0.93;
/** A wave begins in 2026: the organization grows into the autumn of 2027, tidies up, and grows again. */
const WAVE: Period = {
  days: 730,
  origin: dayNumber(statisticsDay('2026-01-01')),
  latestStart: 600,
  earliestEnd: 601,
  short: false,
};
/** Kinds of noise: two that share a number would go together. */
const [DAYS, ORIGIN, START, END] = [1, 2, 3, 4] as const;

/** Seats for about `size` holders a day. */
export function createSeats(seed: number, topic: number, size: number): Seats {
  const count = size <= 2 ? size : Math.round(size / HELD_SHARE);
  const base = seed ^ Math.imul(topic, 0x51ed270b);
  const periods = Array.from({ length: count }, (_, seat) => periodOf(base, seat));

  function tenure(seat: number, generation: number): Tenure {
    const period = periods[seat];
    if (period === undefined) throw new RangeError(`there is no seat ${seat}`);
    const start = period.origin + generation * period.days;
    const share = (kind: number) => numberNoise(base, seat, generation, kind);
    return {
      seat,
      generation,
      from: start + wholeBetween(0, period.latestStart, share(START)),
      // A day at least lies between two tenures.
      to: start + wholeBetween(period.earliestEnd, period.days - 2, share(END)),
      short: period.short,
    };
  }

  return {
    count,
    tenure,
    latest(seat, day) {
      const { origin = 0, days = 1 } = periods[seat] ?? {};
      const generation = Math.floor((day - origin) / days);
      const current = tenure(seat, generation);
      return current.from <= day ? current : tenure(seat, generation - 1);
    },
  };
}

/** A number that no other holder of that day has, of seats that are `count`: for a name. */
export function numberOf({ seat, generation }: Tenure, count: number): number {
  return seat + (generation % 2 === 0 ? 0 : count);
}

function periodOf(base: number, seat: number): Period {
  const [days, origin] = [numberNoise(base, seat, 0, DAYS), numberNoise(base, seat, 0, ORIGIN)];
  // By place rather than by chance: even a small organization has some of each within half a year.
  if (seat % 12 === 1) return period(wholeBetween(80, 150, days), origin, 12, true);
  if (seat % 7 === 4) return WAVE;
  return period(wholeBetween(900, 3600, days), origin, 45, false);
}

/** A tenure begins and ends at most `edgeDays` from the ends of its period. */
function period(days: number, originShare: number, edgeDays: number, short: boolean): Period {
  return {
    days,
    origin: WAVE.origin - wholeBetween(0, days - 1, originShare),
    latestStart: edgeDays,
    earliestEnd: days - 1 - edgeDays,
    short,
  };
}
