import type { AppUsageRow, MemberRef } from '../jodoo/app-usage-row.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { eachDay, upstreamDays } from '../jodoo/statistics-day.ts';
import { UpstreamError } from '../jodoo/upstream-error.ts';
import { createKnownFacts } from './known-facts.ts';
import { createOperation, type Operation, type OperationLimits } from './operation.ts';
import type { Call } from './want.ts';
import { createWantPool } from './want-pool.ts';

export interface UsageOptions {
  readonly client: JodooClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pace: {
    /** Least distance of two calls, in milliseconds. */
    readonly minIntervalMs: number;
  };
  readonly limits: OperationLimits;
  /** Hours after a day's end in UTC+8 from which its numbers are final. */
  readonly settleAfterHours: number;
  /** How long a fact that may still change is believed. */
  readonly provisionalTtlMs: number;
  /** Rows kept in memory. */
  readonly maxKnownRows: number;
  readonly log: UsageLog;
  /** 0…1; spreads retries. */
  readonly random?: () => number;
}

/** The part of a logger that is used here. */
export interface UsageLog {
  warn(fields: object, message: string): void;
}

/** The state of the scarce right to call the upstream. */
export interface SlotsState {
  readonly perSecond: number;
  /** Calls' worth of wants that wait. */
  readonly waiting: number;
  /** Until a want raised now would be answered. */
  readonly expectedWaitMs: number;
  /** Epoch milliseconds; null while the upstream does not refuse us. */
  readonly heldUntilMs: number | null;
}

export interface Usage {
  /** Opens an operation; its wants vanish when `signal` is aborted. */
  open(signal: AbortSignal): Operation;
  slots(): SlotsState;
  /** The row of the latest day on which an app was seen by this process. */
  latestRow(appId: string): AppUsageRow | undefined;
  member(memberId: string): MemberRef | undefined;
  /** Ready once the upstream has answered, until it refuses our key. */
  status(): { readonly ready: boolean; readonly reason?: string };
  close(): Promise<void>;
}

/** How often an upstream that has not accepted us yet is tried again. */
const PROBE_AGAIN_MS = 10_000;

export function createUsage(options: UsageOptions): Usage {
  const { client, now, pace, limits, log, random = Math.random } = options;
  const monotonicMs = () => performance.timeOrigin + performance.now();
  const { settleAfterHours, provisionalTtlMs, maxKnownRows: maxRows } = options;
  const facts = createKnownFacts({ maxRows, settleAfterHours, provisionalTtlMs, now });
  const closing = new AbortController();
  let problem: string | undefined = 'the upstream has not answered yet';
  let answered = false;
  let probing: NodeJS.Timeout | undefined;

  const pool = createWantPool({
    client,
    facts,
    minIntervalMs: pace.minIntervalMs,
    now,
    monotonicMs,
    random,
    onCallEnd,
  });

  function onCallEnd(call: Call, error: unknown): void {
    if (error === null) {
      answered = true;
      problem = undefined;
      return;
    }
    log.warn({ err: error, call }, 'upstream call failed');
    if (answered && !isLockedOut(error)) return;
    problem = error instanceof Error ? error.message : String(error);
    probeLater();
  }

  function open(signal: AbortSignal, background = false): Operation {
    return createOperation({
      facts,
      pool,
      limits,
      minIntervalMs: pace.minIntervalMs,
      monotonicMs,
      signal,
      background,
    });
  }

  /**
   * Spends idle slots until the upstream accepts us: the first page of a day shows that key and address are
   * right and how long the list is, and the latest day's answers what most people ask first.
   */
  async function probe(): Promise<void> {
    const { from, to } = upstreamDays(now());
    const day = eachDay({ from, to }).findLast((other) => facts.page(other, 0) === undefined) ?? to;
    await open(closing.signal, true)
      .listWindow(day, 0, 1)
      .catch(() => {});
    if (problem !== undefined) probeLater();
  }

  function probeLater(): void {
    if (closing.signal.aborted || probing !== undefined) return;
    probing = setTimeout(() => {
      probing = undefined;
      void probe();
    }, PROBE_AGAIN_MS);
  }

  void probe();

  return {
    open: (signal) => open(signal),
    slots() {
      const { nextStartInMs, heldForMs } = pool.slots.outlook();
      const waiting = pool.cost();
      // A newcomer waits for one call of everybody who is there already, at most.
      const before = Math.min(waiting, pool.waitingAskers());
      return {
        perSecond: 1000 / pace.minIntervalMs,
        waiting,
        expectedWaitMs: Math.ceil(nextStartInMs + before * pace.minIntervalMs),
        heldUntilMs: heldForMs > 0 ? now() + heldForMs : null,
      };
    },
    latestRow: facts.latestRow,
    member: facts.member,
    status: () => (problem === undefined ? { ready: true } : { ready: false, reason: problem }),
    async close() {
      clearTimeout(probing);
      closing.abort(new Error('the gateway is shutting down'));
      await pool.close();
    },
  };
}

function isLockedOut(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_UNAUTHORIZED' || error.code === 'UPSTREAM_FORBIDDEN')
  );
}
