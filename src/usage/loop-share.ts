import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work may hold the event loop before others have a turn, in milliseconds. */
const TURN_MS = 8;

/** For long loops: `await share()` lets the event loop go on whenever the work since has taken long enough. */
export function createLoopShare(): () => Promise<void> | undefined {
  let startedMs = performance.now();
  return () => {
    if (performance.now() - startedMs < TURN_MS) return undefined;
    return nextTurn().then(() => {
      startedMs = performance.now();
    });
  };
}
