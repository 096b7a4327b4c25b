import { type AppUsageRow, appUsageRow } from '../jodoo/app-usage-row.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { MAX_IDS_PER_CALL, MAX_PAGE_SIZE } from '../jodoo/contract.ts';
import { invalidResponse } from '../jodoo/upstream-error.ts';
import type { Call } from './want.ts';

/** What a call brought. */
export interface Answer {
  readonly call: Call;
  readonly rows: readonly AppUsageRow[];
  readonly hasNext: boolean;
}

/**
 * Makes a call and checks what the contract's types cannot: that the answer is about the day and the page that
 * were asked. A fact filed under the wrong day would be wrong for ever.
 */
export async function fetchAnswer(client: JodooClient, call: Call): Promise<Answer> {
  const {
    date,
    items,
    has_next: hasNext,
  } = await client.appMetrics(
    call.kind === 'apps'
      ? { date: call.day, app_ids: [...call.appIds], skip: 0, limit: MAX_IDS_PER_CALL }
      : { date: call.day, skip: call.page * MAX_PAGE_SIZE, limit: MAX_PAGE_SIZE },
  );
  if (date !== call.day) throw invalidResponse('date', `asked for ${call.day}, got ${date}`, 200);
  if (items.length > MAX_PAGE_SIZE) {
    throw invalidResponse('items', `at most ${MAX_PAGE_SIZE} rows were asked for, got ${items.length}`, 200);
  }
  if (call.kind === 'page' && hasNext && items.length < MAX_PAGE_SIZE) {
    // The next page would be asked for at the wrong offset, and rows would be dropped in silence.
    throw invalidResponse('has_next', `more rows are announced after a page of only ${items.length}`, 200);
  }
  return { call, rows: items.map((item) => appUsageRow(call.day, item)), hasNext };
}
