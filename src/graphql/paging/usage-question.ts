import type { RowFilter, RowOrder } from '../../archive/row-query.ts';
import { badUserInput } from '../../errors.ts';
import type { StatisticsDay } from '../../jodoo/statistics-day.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import type { Operation } from '../../usage/operation.ts';
import { checkedIds } from '../identity/checked-ids.ts';
import type { UsageList } from '../usage-lists.ts';
import { type DayCursor, decodeDayCursor } from './cursor.ts';
import { type PageArguments, pageSize } from './page-arguments.ts';
import type { UsageQuestion } from './usage-slice.ts';

export interface UsageArguments extends PageArguments {
  readonly date?: StatisticsDay | null | undefined;
  /** Absent or empty: all. */
  readonly ids?: readonly string[] | undefined;
  readonly filter?: RowFilter | undefined;
  readonly order?: RowOrder | undefined;
}

/** Reads the arguments of a page, or refuses them in words, before anything is asked. */
export function usageQuestion(
  list: UsageList,
  args: UsageArguments,
  operation: Operation,
): MaybePromise<UsageQuestion> {
  const after = args.after ? decodeDayCursor(list.kind, 'after', args.after) : undefined;
  const before = args.before ? decodeDayCursor(list.kind, 'before', args.before) : undefined;
  const ids = checkedIds(list.idsArgument, args.ids ?? []);
  const size = pageSize(args);
  const query = { ids: ids.length > 0 ? ids : undefined, filter: args.filter, order: args.order };
  const requested = operation.requestedDay(list.kind, dayOf(args.date ?? undefined, after, before));
  return whenReady(requested, (day) => ({ list, day, query, size, after, before }));
}

/** Whether all that the query is about is needed: for filters, orders, and a list that is read from its end. */
export function needsWholeDay({ query, size, after, before }: UsageQuestion): boolean {
  if (query.filter !== undefined || query.order !== undefined) return true;
  if (query.ids !== undefined) return false;
  return (size.from === 'last' && before === undefined) || after?.kind === 'row' || before?.kind === 'row';
}

/** The day of the argument or the cursors, which must agree. */
function dayOf(
  date: StatisticsDay | undefined,
  after: DayCursor | undefined,
  before: DayCursor | undefined,
): StatisticsDay | undefined {
  const days = new Set([date, after?.day, before?.day].filter((day) => day !== undefined));
  if (days.size > 1) {
    throw badUserInput(
      `'date' and cursors name different days (${[...days].join(', ')}): a cursor belongs to its day. Drop the cursor to start on another day.`,
    );
  }
  return [...days][0];
}
