/** The read path of the whole process: one lane for each list, under a common ceiling. */
import type { Archive } from '../archive/archive.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { LIST_KINDS, type ListCall, type ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { isLockedOut } from '../jodoo/upstream-error.ts';
import { ORGANIZATION_ID } from '../jodoo/usage-row.ts';
import { createCeiling } from '../slots/ceiling.ts';
import { createSharedLedger } from '../slots/shared-ledger.ts';
import { NO_TRACER, type Tracer } from '../tracer.ts';
import type { OperationLimits } from './admission.ts';
import { type CallCounts, createCallCounter } from './call-counts.ts';
import { createCircuit } from './circuit.ts';
import { createEntityCache } from './entity-cache.ts';
import { createHotDays, type HotDays } from './hot-days.ts';
import { createLane, type Lane } from './lane.ts';
import { openOperation } from './open-operation.ts';
import type { Operation } from './operation.ts';
import { createProbe } from './probe.ts';
import { beliefAt, type Settlement } from './settlement.ts';
import type { SlotsState } from './slots-state.ts';
import { createUpstreamLog } from './upstream-log.ts';
import type { UsageLog } from './usage-log.ts';

export interface UsageOptions {
  readonly client: JodooClient;
  /** What was ever fetched, and where everything that is fetched goes. */
  readonly archive: Archive;
  /** Names this process among those that share the archive. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pace: {
    /** Least distance of two calls on one list, in milliseconds. */
    readonly minIntervalMs: number;
    /** True: leaves slots to other processes that share the archive. */
    readonly background?: boolean;
    /** True: no other process can share the archive. */
    readonly alone?: boolean;
  };
  readonly limits: OperationLimits;
  readonly settlement: Settlement;
  /** How many bytes of settled days are kept in memory, about. Default 64 MiB; 0: none. */
  readonly hotDaysBytes?: number;
  readonly log: UsageLog;
  /** Default: nothing is traced. */
  readonly tracer?: Tracer;
  /** 0…1; spreads retries. */
  readonly random?: () => number;
}

export interface OpenOptions {
  /** Who asks; callers have one turn after another. */
  readonly caller?: string;
  /** No deadline, no limit of cost, and only slots that nobody waits for. */
  readonly background?: boolean;
  /**
   * Numbers that expired up to so many milliseconds ago are answered while the upstream is away. Default 0: an error is.
   */
  readonly staleMs?: number;
}

export interface Usage {
  /** Opens an operation; its wants vanish when `signal` is aborted. */
  open(signal: () => AbortSignal, options?: OpenOptions): Operation;
  lane(kind: ListKind): Lane;
  slots(): ReadonlyMap<ListKind, SlotsState>;
  calls(): ReadonlyMap<ListKind, CallCounts>;
  readonly hotDays: Pick<HotDays, 'idle'>;
  /** Ready once the upstream has answered, until it refuses our key; and, while it cannot be reached, for what is archived. */
  status(): { readonly ready: boolean; readonly reason?: string };
  close(): Promise<void>;
}

/** An open circuit is tried again after so many intervals, at most this long. */
const PROBE_INTERVALS = 10;
const LONGEST_PROBE_MS = 10_000;
const DEFAULT_HOT_DAYS_BYTES = 64 * 1024 * 1024;

export function createUsage(options: UsageOptions): Usage {
  const { client, archive, holder, now, pace, limits, settlement, log } = options;
  const { random = Math.random, tracer = NO_TRACER } = options;
  const { minIntervalMs, background: yields = false, alone = false } = pace;
  const monotonicMs = () => performance.timeOrigin + performance.now();
  const closing = new AbortController();
  const upstreamLog = createUpstreamLog(log);
  const hotDays = createHotDays({ maxBytes: options.hotDaysBytes ?? DEFAULT_HOT_DAYS_BYTES, monotonicMs });
  const entities = createEntityCache({ archive: archive.entities, monotonicMs });
  const ledger = createSharedLedger({ ledger: archive.ledger, holder, minIntervalMs, alone, log });
  const ceiling = createCeiling(minIntervalMs);
  const calls = createCallCounter(now);

  function onCallEnd(kind: ListKind, call: ListCall, error: unknown): void {
    if (error === null) {
      calls.answered(kind);
      upstreamLog.answered(kind);
      circuit.answered();
      probe.answered();
      return;
    }
    calls.failed(kind, error);
    upstreamLog.failed(kind, call, error);
    circuit.failed(error);
    probe.failed(error, isLockedOut(error));
  }

  async function wasCollected(day: StatisticsDay): Promise<boolean> {
    const belief = beliefAt(now(), settlement);
    const facts = await archive.list('organization').facts(day, [ORGANIZATION_ID], belief);
    const fact = facts.get(ORGANIZATION_ID);
    return fact?.kind === 'row' && fact.row.metrics !== null;
  }

  const lanes = new Map<ListKind, Lane>();
  for (const kind of LIST_KINDS) {
    const common = {
      client,
      wasCollected,
      ledger,
      ceiling,
      hotDays,
      settlement,
      minIntervalMs,
      yields,
      now,
      monotonicMs,
      tracer,
    };
    const lane = createLane({ ...common, random, kind, archive: archive.list(kind), onCallEnd, log });
    lane.facts.onFiled(entities.filed);
    lanes.set(kind, lane);
  }

  function open(signal: () => AbortSignal, openOptions: OpenOptions = {}): Operation {
    const { caller = '', background = false, staleMs = 0 } = openOptions;
    return openOperation({
      lanes,
      archive,
      entities,
      limits,
      minIntervalMs,
      now,
      monotonicMs,
      signal,
      callerName: caller,
      refusal: circuit.refusal,
      background,
      staleMs,
      tracer,
    });
  }

  function lane(kind: ListKind): Lane {
    const found = lanes.get(kind);
    if (found === undefined) throw new RangeError(`there is no lane for ${kind}`);
    return found;
  }

  const circuit = createCircuit({
    probeEveryMs: Math.min(LONGEST_PROBE_MS, PROBE_INTERVALS * minIntervalMs),
    monotonicMs,
    onOpen: (refusal) => {
      upstreamLog.opened(refusal);
      for (const each of lanes.values()) each.pool.rejectOperations(refusal);
    },
  });
  const probe = createProbe({
    operation: () => open(() => closing.signal, { background: true }),
    facts: lane('app').facts,
    hasArchive: async () => (await archive.overview.summary()).rows > 0,
    now,
  });
  // A background process has its own work, whose first call tells as much.
  if (!yields) probe.start();

  return {
    open,
    lane,
    slots: () => new Map([...lanes.values()].map((each) => [each.kind, each.state()])),
    calls: calls.counts,
    hotDays,
    status: probe.status,
    async close() {
      probe.close();
      closing.abort(new Error('the gateway is shutting down'));
      ledger.close();
      await Promise.all([...lanes.values()].map((each) => each.close()));
      await hotDays.close();
    },
  };
}
