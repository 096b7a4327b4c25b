import type { ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { completeDay } from './complete-day.ts';
import type { Facts } from './facts.ts';
import type { WantGate } from './want-gate.ts';

/**
 * Lists what is missing of the lists of several days, together. While nobody knows how long such a list is, the newest
 * one is listed alone: after that the price of the others is known, and they are admitted together or not at all.
 */
export async function completeDays(
  kind: ListKind,
  facts: Facts,
  gate: WantGate,
  days: readonly StatisticsDay[],
): Promise<void> {
  const [newest, ...others] = [...new Set(days)].sort().reverse();
  if (newest === undefined) return;
  // A price counts them all, a page of each at least.
  if (others.length > 0 && gate.makesCalls) {
    await gate.look(kind, () => facts.prepare(newest));
    if (facts.expectedPages(newest) === undefined) await completeDay(kind, facts, gate, newest);
  }
  await Promise.all([newest, ...others].map((day) => completeDay(kind, facts, gate, day)));
}
