/**
 * Shares the event loop between pieces of our own work and everything else. Promises that follow on each other never let
 * the loop go on: hundreds of readers of one database, or of one answer, would hold it until the last is served.
 */

/** How long pieces may run before the loop goes on, in milliseconds. */
const TURN_MS = 10;

export interface LoopTurns {
  /** Runs a synchronous piece of work, now or in a later turn of the loop. First come, first served. */
  run<T>(piece: () => T): Promise<T>;
}

export function createLoopTurns(): LoopTurns {
  const waiting: (() => void)[] = [];
  /** When the first piece of this turn began; undefined at the start of a turn. */
  let turnStartedMs: number | undefined;
  /** One piece at a time: what follows from a piece counts, too, before the next may run. */
  let isGranted = false;

  function isFree(): boolean {
    const isOver = turnStartedMs !== undefined && performance.now() - turnStartedMs >= TURN_MS;
    return !isGranted && !isOver;
  }

  function grant(): void {
    isGranted = true;
    if (turnStartedMs !== undefined) return;
    turnStartedMs = performance.now();
    setImmediate(endTurn);
  }

  function endTurn(): void {
    turnStartedMs = undefined;
    serve();
  }

  function serve(): void {
    if (!isFree()) return;
    const next = waiting.shift();
    if (next === undefined) return;
    grant();
    next();
  }

  return {
    async run(piece) {
      if (isFree() && waiting.length === 0) grant();
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return piece();
      } finally {
        isGranted = false;
        serve();
      }
    },
  };
}

/** The event loop is the process's, so its turns are as well. */
export const loopTurns = createLoopTurns();
