import { createHash } from 'node:crypto';

/** A process's place in the cycle in which N processes share a lane without a ledger. */
export interface FallbackPlace {
  /** Names the process: spreads processes over the cycle. */
  readonly holder: string;
  /** How many processes share the quota, this one included. */
  readonly sharers: number;
  /** How often this process was refused at its place, and moved to another. */
  readonly moves: number;
  readonly minIntervalMs: number;
}

/** Places are further apart than starts must be, since clocks and networks are not exact. */
const PLACE_INTERVALS = 1.1;
/** Each move doubles the cycle, up to four times its length: in more room, two processes meet less often. */
const MAX_DOUBLINGS = 2;

/**
 * The first instant at or after `fromMs` (epoch milliseconds of this host) at which the process may start a call. A cycle
 * has a place for each process, so each starts at 1/N of the rate. Hosts whose clocks agree never collide once they are
 * at different places. Where clocks differ, or two processes are at one place, the upstream refuses one, and that one
 * moves. A cycle that is longer by a power of two keeps meeting the others' at the same places, so a place that is free
 * once stays free.
 */
export function fallbackStartMs(
  { holder, sharers, moves, minIntervalMs }: FallbackPlace,
  fromMs: number,
): number {
  const places = sharers * 2 ** Math.min(moves, MAX_DOUBLINGS);
  const pitchMs = minIntervalMs * PLACE_INTERVALS;
  const phaseMs = (hash(`${holder} ${moves}`) % places) * pitchMs;
  const cycleMs = places * pitchMs;
  return phaseMs + Math.ceil((fromMs - phaseMs) / cycleMs) * cycleMs;
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
