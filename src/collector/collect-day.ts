import { MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Usage } from '../usage/usage.ts';

/** What became of a day, and the upstream calls that answered it. */
export interface CollectedDay {
  /** All there; Jodoo collected nothing (or not all) there; or another process is at it. */
  readonly outcome: 'complete' | 'uncollected' | 'taken';
  readonly calls: number;
}

export interface CollectDayOptions {
  readonly usage: Pick<Usage, 'open' | 'archive' | 'slots'>;
  /** Names this process among those that share the archive. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** A killed process holds its day for no longer. */
const LEASE_INTERVALS = 10;
const LEAST_LEASE_MS = 1_000;

/** Completes one day in slots that nobody waits for, unless another process does. */
export async function collectDay(day: StatisticsDay, options: CollectDayOptions): Promise<CollectedDay> {
  const { usage, holder, now, signal } = options;
  const { archive } = usage;
  const leaseMs = Math.max(LEAST_LEASE_MS, (LEASE_INTERVALS * 1000) / usage.slots().perSecond);
  const lease = () => archive.leaseDay(day, holder, now(), leaseMs);
  if (!(await lease())) return { outcome: 'taken', calls: 0 };
  // A renewal that fails only means that another process may fetch the day, too.
  const renewing = setInterval(() => void lease().catch(() => {}), leaseMs / 3);
  try {
    const operation = usage.open(signal, { background: true });
    const { rows } = await operation.listWindow(day, 0, MAX_PAGE_SIZE);
    // A page of zeros says that the day was not collected: the others would say the same.
    const isCollected = rows.length === 0 || rows.some(({ metrics }) => metrics !== null);
    if (isCollected) await operation.completeDay(day);
    const isComplete = (await archive.completeDays({ from: day, to: day })).length > 0;
    return { outcome: isComplete ? 'complete' : 'uncollected', calls: operation.report().calls };
  } finally {
    clearInterval(renewing);
    await archive.releaseDay(day, holder);
  }
}
