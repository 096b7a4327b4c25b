/**
 * When the next call may start: a pure account of what the upstream has let us do.
 *
 * The upstream wants arrivals at least `minIntervalMs` apart; we only choose starts. A call that started at
 * `s` and was answered after a trip of `t` reached it no later than `s + (t - fastest trip)`: the rest of the
 * trip cannot have been shorter than ever seen. So that excess is the margin a slow trip needs, and a quiet
 * network needs almost none. The excess also contains the upstream's own slowness, which needs no margin;
 * hence a cap, doubled by a refusal and halved again after many accepted calls.
 *
 * Instants and durations are milliseconds of one monotonic clock.
 */
export interface Pace {
  readonly minIntervalMs: number;
  /** Start of the last call; -Infinity before the first. */
  readonly lastStartMs: number;
  /** Trip of the call that started last, null until it is answered. */
  readonly lastTripMs: number | null;
  /** The latest trips, newest last. */
  readonly tripsMs: readonly number[];
  /** Most that a margin may be. */
  readonly marginCapMs: number;
  /** No call starts before: set by a refusal, our own or another process's. */
  readonly heldUntilMs: number;
  /** Refusals since the last accepted call. */
  readonly refusalsInARow: number;
  /** Accepted calls since the last refusal. */
  readonly acceptedInARow: number;
}

/** Clocks are read in whole milliseconds somewhere on the way: never cut it finer. */
const CLOCK_GRAIN_MS = 2;
const FIRST_MARGIN_CAP_MS = 60;
const LAST_MARGIN_CAP_MS = 120;
/** Long enough to have seen a trip that is about as fast as any. */
const TRIPS_REMEMBERED = 1_024;
const TRIPS_OF_LATE = 64;
/** The fastest trip seen is not the fastest possible: this share of the cap is added, so that refusals widen it. */
const DOUBT = 1 / 8;
/** Fewer trips say nothing of what is fast (the first one opens the connection). */
const TRIPS_NEEDED = 3;
const ACCEPTED_PER_RELAXATION = 1_800;
const FIRST_HOLD_INTERVALS = 1;
const LAST_HOLD_INTERVALS = 30;

export function initialPace(minIntervalMs: number): Pace {
  return {
    minIntervalMs,
    lastStartMs: Number.NEGATIVE_INFINITY,
    lastTripMs: null,
    tripsMs: [],
    marginCapMs: FIRST_MARGIN_CAP_MS,
    heldUntilMs: Number.NEGATIVE_INFINITY,
    refusalsInARow: 0,
    acceptedInARow: 0,
  };
}

/** The earliest instant at which the next call may start. */
export function earliestStartMs(pace: Pace): number {
  return Math.max(pace.lastStartMs + distanceMs(pace), pace.heldUntilMs);
}

/** How far apart two starts have to be. */
export function distanceMs(pace: Pace): number {
  return pace.minIntervalMs + marginMs(pace);
}

export function afterStart(pace: Pace, nowMs: number): Pace {
  return { ...pace, lastStartMs: nowMs, lastTripMs: null };
}

/** The upstream took the call that started at `startedMs` (its answer may still be an error of another kind). */
export function afterAccepted(pace: Pace, startedMs: number, nowMs: number): Pace {
  const tripMs = nowMs - startedMs;
  const acceptedInARow = pace.acceptedInARow + 1;
  const relaxes = acceptedInARow % ACCEPTED_PER_RELAXATION === 0;
  return {
    ...pace,
    lastTripMs: startedMs === pace.lastStartMs ? tripMs : pace.lastTripMs,
    tripsMs: remembered(pace, tripMs),
    marginCapMs: relaxes ? Math.max(FIRST_MARGIN_CAP_MS, pace.marginCapMs / 2) : pace.marginCapMs,
    refusalsInARow: startedMs >= pace.heldUntilMs ? 0 : pace.refusalsInARow,
    acceptedInARow,
  };
}

/**
 * The upstream refused the call that started at `startedMs`: everything holds, longer each time in a row, with
 * jitter so that two programs which refuse each other part ways. `random` lies in 0…1. A call that was on its
 * way before the hold began tells nothing new.
 */
export function afterRefusal(pace: Pace, startedMs: number, nowMs: number, random: number): Pace {
  if (startedMs < pace.heldUntilMs) return pace;
  const intervals = Math.min(LAST_HOLD_INTERVALS, FIRST_HOLD_INTERVALS * 2 ** pace.refusalsInARow);
  return {
    ...pace,
    // Refused are above all the calls that travelled fast: without them the fastest trip would look slower than it is.
    tripsMs: remembered(pace, nowMs - startedMs),
    heldUntilMs: nowMs + intervals * pace.minIntervalMs * (0.5 + random / 2),
    marginCapMs: Math.min(LAST_MARGIN_CAP_MS, pace.marginCapMs * 2),
    refusalsInARow: pace.refusalsInARow + 1,
    acceptedInARow: 0,
  };
}

/** Another process that shares the quota was refused. It learns from that; we only wait. */
export function afterSharedHold(pace: Pace, untilMs: number): Pace {
  return { ...pace, heldUntilMs: Math.max(pace.heldUntilMs, untilMs) };
}

function remembered({ tripsMs }: Pace, tripMs: number): readonly number[] {
  return [...tripsMs, tripMs].slice(-TRIPS_REMEMBERED);
}

function marginMs({ lastTripMs, tripsMs, marginCapMs }: Pace): number {
  if (tripsMs.length < TRIPS_NEEDED) return CLOCK_GRAIN_MS + marginCapMs;
  // A call that is not answered yet may turn out as slow as any of late.
  const tripMs = lastTripMs ?? Math.max(...tripsMs.slice(-TRIPS_OF_LATE));
  const excessMs = tripMs - Math.min(...tripsMs);
  return CLOCK_GRAIN_MS + Math.min(marginCapMs, excessMs + marginCapMs * DOUBT);
}
