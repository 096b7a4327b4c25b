import type { Exchange } from './exchange.ts';

const NOTHING = { calls: 0, waitMs: 0, callsMs: 0, archiveMs: 0 };

/**
 * Tells in the header `Server-Timing` what a query took so far, in milliseconds: the longest wait for a slot, upstream
 * calls, reads of the archive, and `execution`, from the request to its answer, which holds the others.
 */
export function setServerTiming({ headers, notes }: Exchange): void {
  const { calls, waitMs, callsMs, archiveMs } = notes.query?.report?.() ?? NOTHING;
  const executionMs = performance.now() - notes.startedMs;
  headers.push(
    'server-timing',
    `wait;dur=${waitMs}, calls;dur=${tenths(callsMs)};desc="${calls}", archive;dur=${tenths(archiveMs)}, execution;dur=${tenths(executionMs)}`,
  );
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
