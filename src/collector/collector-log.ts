import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { loggedError } from '../usage/logged-error.ts';
import type { UsageLog } from '../usage/usage-log.ts';
import type { CollectedDay } from './collect-day.ts';

/** Says what the collection of one list does: when it starts and ends, at most once a day each, and when it stalls. */
export interface CollectorLog {
  /** So many days are to be collected. */
  working(due: number): void;
  /** A day has been asked for, or another process is at it. */
  done(outcome: CollectedDay['outcome']): void;
  /** Nothing is to be collected now. */
  idle(): void;
  failed(error: unknown, day: StatisticsDay): void;
  /** Nobody knows what is missing. */
  archiveFailed(error: unknown): void;
}

export interface CollectorLogOptions {
  readonly kind: ListKind;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: UsageLog;
}

const EVERY_MS = 86_400_000;

export function createCollectorLog({ kind: list, now, log }: CollectorLogOptions): CollectorLog {
  let days = 0;
  let stalls = 0;
  const dueAtMs = { working: Number.NEGATIVE_INFINITY, idle: Number.NEGATIVE_INFINITY };

  function daily(what: keyof typeof dueAtMs, fields: object, message: string): boolean {
    if (now() < dueAtMs[what]) return false;
    dueAtMs[what] = now() + EVERY_MS;
    log.info({ list, ...fields }, message);
    return true;
  }

  function stalled(fields: object, message: string): void {
    stalls += 1;
    log[stalls === 1 ? 'warn' : 'debug']({ ...fields, list }, message);
  }

  return {
    working(due) {
      daily('working', { days: due }, 'collecting the days that are missing');
    },
    done(outcome) {
      if (outcome === 'taken') return;
      if (outcome === 'complete') days += 1;
      if (stalls > 0) log.info({ list, failures: stalls }, 'collecting goes on');
      stalls = 0;
    },
    idle() {
      if (days > 0 && daily('idle', { days }, 'collected: no day that can be had is missing')) days = 0;
    },
    failed: (error, day) =>
      stalled({ ...loggedError(error), day }, 'a day could not be collected; it is tried again'),
    archiveFailed: (error) =>
      stalled(loggedError(error), 'the archive does not say what is missing; the collector waits'),
  };
}
