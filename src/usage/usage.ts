import type { Archive } from '../archive/archive.ts';
import type { Belief } from '../archive/fact.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { eachDay, type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import { isLockedOut } from '../jodoo/upstream-error.ts';
import { createKnownFacts } from './known-facts.ts';
import { createOperation, type Operation, type OperationLimits } from './operation.ts';
import type { Settlement } from './settlement.ts';
import type { Call } from './want.ts';
import { createWantPool } from './want-pool.ts';

export interface UsageOptions {
  readonly client: JodooClient;
  /** What was ever fetched, and where everything that is fetched goes. */
  readonly archive: Archive;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pace: {
    /** Least distance of two calls, in milliseconds. */
    readonly minIntervalMs: number;
    /** True: leaves slots to other processes that share the archive. */
    readonly background?: boolean;
  };
  readonly limits: OperationLimits;
  readonly settlement: Settlement;
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
  /**
   * Opens an operation; its wants vanish when `signal` is aborted. Background ones have no deadline and no limit
   * of cost, and only get slots that nobody waits for.
   */
  open(signal: AbortSignal, options?: { readonly background?: boolean }): Operation;
  slots(): SlotsState;
  /** Upstream calls since the start; refused ones are failures. */
  calls(): { readonly answered: number; readonly failed: number };
  readonly archive: Archive;
  /** How far to believe what the archive says at this moment. */
  belief(): Belief;
  /** Ready once the upstream has answered, until it refuses our key. */
  status(): { readonly ready: boolean; readonly reason?: string };
  close(): Promise<void>;
}

/** How often an upstream that has not accepted us yet is tried again. */
const PROBE_AGAIN_MS = 10_000;

export function createUsage(options: UsageOptions): Usage {
  const { client, archive, now, pace, limits, settlement, log, random = Math.random } = options;
  const monotonicMs = () => performance.timeOrigin + performance.now();
  const facts = createKnownFacts({ archive, settlement, now });
  const closing = new AbortController();
  let problem: string | undefined = 'the upstream has not answered yet';
  let answered = false;
  const calls = { answered: 0, failed: 0 };
  let probing: NodeJS.Timeout | undefined;

  const pool = createWantPool({
    client,
    facts,
    minIntervalMs: pace.minIntervalMs,
    yields: pace.background ?? false,
    now,
    monotonicMs,
    random,
    onCallEnd,
  });

  function onCallEnd(call: Call, error: unknown): void {
    calls[error === null ? 'answered' : 'failed'] += 1;
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

  function open(signal: AbortSignal, { background = false } = {}): Operation {
    return createOperation({
      facts,
      pool,
      limits,
      minIntervalMs: pace.minIntervalMs,
      now,
      monotonicMs,
      signal,
      background,
    });
  }

  /**
   * Spends idle slots until the upstream accepts us: the first page of a day shows that key and address are
   * right and how long the list is, and the latest day's answers what most people ask first. Where the archive
   * knows every day's already, there is nothing to ask for, and the first real call will tell.
   */
  async function probe(): Promise<void> {
    try {
      const day = await dayToProbe();
      if (day === undefined) problem = undefined;
      else await open(closing.signal, { background: true }).listWindow(day, 0, 1);
    } catch {
      // The call's end has said why.
    }
    if (problem !== undefined) probeLater();
  }

  /** The newest day whose first page is not known. */
  async function dayToProbe(): Promise<StatisticsDay | undefined> {
    const days = upstreamDays(now());
    const complete = new Set(await archive.completeDays(days));
    for (const day of eachDay(days).reverse()) {
      if (!complete.has(day) && (await facts.page(day, 0)) === undefined) return day;
    }
    return undefined;
  }

  function probeLater(): void {
    if (closing.signal.aborted || probing !== undefined) return;
    probing = setTimeout(() => {
      probing = undefined;
      void probe();
    }, PROBE_AGAIN_MS);
  }

  // A background process has its own work, whose first call tells as much.
  if (!pace.background) void probe();

  return {
    open,
    calls: () => ({ ...calls }),
    archive,
    belief: facts.belief,
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
    status: () => (problem === undefined ? { ready: true } : { ready: false, reason: problem }),
    async close() {
      clearTimeout(probing);
      closing.abort(new Error('the gateway is shutting down'));
      await pool.close();
    },
  };
}
