import type { ListDays } from '../archive/archive.ts';
import { addDays, dayNumber, settlesAtMs, upstreamDays } from '../jodoo/statistics-day.ts';

/** How many days the newest complete day of a list lies before the newest settled one; undefined while none is complete. */
export async function lagDays(
  days: Pick<ListDays, 'nearestCompleteDay'>,
  settleAfterHours: number,
  nowMs: number,
): Promise<number | undefined> {
  const latest = upstreamDays(nowMs).to;
  const settled = settlesAtMs(latest, settleAfterHours) <= nowMs ? latest : addDays(latest, -1);
  const complete = await days.nearestCompleteDay(settled);
  return complete === undefined ? undefined : Math.max(0, dayNumber(settled) - dayNumber(complete));
}
