import type { AppFact, ListPage } from '../archive/fact.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { Answer } from './fetch-answer.ts';
import type { Want } from './want.ts';

/** An answer that the archive holds, and what follows from it. */
export interface FiledAnswer extends Answer {
  /** Asked after the day had settled. */
  readonly settled: boolean;
  /** The day's whole list is known now, so that an app without a row is absent. */
  readonly whole: boolean;
}

/** What was wanted: an app's fact, or a page. */
export type Found = AppFact | (ListPage & { readonly kind: 'page' });

/** What an answer says of a want, asked for by its call or not; undefined when it says nothing. */
export function foundIn(filed: FiledAnswer, want: Want): Found | undefined {
  const { call, rows, hasNext } = filed;
  if (want.day !== call.day) return undefined;
  if (want.kind === 'page') {
    if (call.kind !== 'page' || call.page !== want.page) return undefined;
    return { kind: 'page', rows, hasNext, settled: rows.every((row) => isSettled(filed, row)) };
  }
  const row = rows.find(({ appId }) => appId === want.appId);
  if (row) return { kind: 'row', row, settled: isSettled(filed, row) };
  const saidAbsent = filed.whole || (call.kind === 'apps' && call.appIds.includes(want.appId));
  return saidAbsent ? { kind: 'absent', settled: filed.settled } : undefined;
}

/** "Not collected" is no measurement: it may be one tomorrow. */
function isSettled({ settled }: FiledAnswer, { metrics }: AppUsageRow): boolean {
  return settled && metrics !== null;
}
