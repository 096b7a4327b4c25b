import type { DayLeases, ListDays } from '../archive/archive.ts';
import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Usage } from '../usage/usage.ts';

/** What became of a day, and the upstream calls that answered it. */
export interface CollectedDay {
  /** Complete; Jodoo collected nothing (or not all) there; or another process is at it. */
  readonly outcome: 'complete' | 'uncollected' | 'taken';
  readonly calls: number;
}

export interface CollectDayOptions {
  readonly kind: ListKind;
  readonly usage: Pick<Usage, 'open'>;
  readonly days: Pick<ListDays, 'completeDays'>;
  readonly leases: DayLeases;
  readonly minIntervalMs: number;
  /** Names this process among those that share the archive. */
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** A killed process holds its day for no longer. */
const LEASE_INTERVALS = 10;
const LEAST_LEASE_MS = 1_000;

/** Completes one day of a list in slots that nobody waits for, unless another process does. */
export async function collectDay(day: StatisticsDay, options: CollectDayOptions): Promise<CollectedDay> {
  const { kind, usage, days, leases, minIntervalMs, holder, signal } = options;
  const leaseMs = Math.max(LEAST_LEASE_MS, LEASE_INTERVALS * minIntervalMs);
  // Leases that cannot be had only mean that another process may fetch the day, too.
  const lease = () => leases.take(kind, day, holder, leaseMs).catch(() => true);
  if (!(await lease())) return { outcome: 'taken', calls: 0 };
  const renewing = setInterval(() => void lease(), leaseMs / 3);
  try {
    const operation = usage.open(() => signal, { background: true });
    const { rows } = await operation.list(kind).window(day, 0, MAX_PAGE_SIZE);
    // A page of zeros says that the day was not collected: the others would say the same.
    const isCollected = rows.length === 0 || rows.some(({ metrics }) => metrics !== null);
    if (isCollected) await operation.list(kind).completeDay(day);
    const isComplete = (await days.completeDays({ from: day, to: day })).length > 0;
    return { outcome: isComplete ? 'complete' : 'uncollected', calls: operation.report().calls };
  } finally {
    clearInterval(renewing);
    await leases.release(kind, day, holder).catch(() => {});
  }
}
