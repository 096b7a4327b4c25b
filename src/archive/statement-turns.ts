/**
 * Shares the event loop between statements and everything else. SQLite answers synchronously, and promises that follow
 * on each other never let the loop go on: hundreds of readers at once would hold it until the last one is served.
 */

/** How long statements may run before the loop goes on, in milliseconds. */
const TURN_MS = 10;

export interface StatementTurns {
  /** Resolves when the next statement may run: at once, or in a later turn of the loop. First come, first served. */
  next(): Promise<void> | undefined;
}

export function createStatementTurns(): StatementTurns {
  const waiting: (() => void)[] = [];
  /** When the first statement of this turn began; undefined at the start of a turn. */
  let turnStartedMs: number | undefined;

  function endTurn(): void {
    turnStartedMs = undefined;
    const first = waiting.shift();
    if (first === undefined) return;
    begin();
    first();
  }

  function begin(): void {
    turnStartedMs = performance.now();
    setImmediate(endTurn);
  }

  return {
    next() {
      if (turnStartedMs === undefined) begin();
      const isFree = waiting.length === 0 && performance.now() - (turnStartedMs ?? 0) < TURN_MS;
      return isFree ? undefined : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
