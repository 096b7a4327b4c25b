/** From Relay's arguments to a page of a day: of the asked ids, of the upstream's list, or of what SQL makes of it. */
import type { AppUsageFilter, AppUsageOrder, RowsSum } from '../archive/whole-day.ts';
import { badUserInput } from '../errors.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { askedIdsPage } from './asked-ids-page.ts';
import type { GatewayContext } from './context.ts';
import { type Cursor, decodeCursor } from './cursor.ts';
import { listPage } from './list-page.ts';
import type { PageArguments } from './page-arguments.ts';
import { requestedDay } from './requested-day.ts';
import { rowsPage } from './rows-page.ts';
import { checkedAppIds } from './types/app-ids.ts';

export interface AppUsageArguments extends PageArguments {
  readonly date?: StatisticsDay | null | undefined;
  readonly appIds?: readonly string[] | null | undefined;
  readonly filter?: AppUsageFilter | undefined;
  readonly orderBy?: AppUsageOrder | undefined;
}

export interface AppUsageEdgeShape {
  readonly cursor: string;
  readonly node: AppUsageRow;
}

/** One page of a day. */
export interface AppUsagePage {
  /** An error in place of an edge that could not be had. */
  readonly edges: readonly (AppUsageEdgeShape | Error)[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly missingAppIds: readonly string[];
}

/** What is asked of a day, read from the arguments. */
export interface DayQuestion {
  readonly date: StatisticsDay;
  /** Each once; empty: all apps. */
  readonly appIds: readonly string[];
  readonly filter: AppUsageFilter | undefined;
  readonly order: AppUsageOrder | undefined;
  readonly after: Cursor | undefined;
  readonly before: Cursor | undefined;
  readonly page: PageArguments;
}

export interface AppUsageShape extends AppUsagePage {
  readonly date: StatisticsDay;
  /** Sums over everything that the filter lets through; asks the upstream for what is missing. */
  readonly sum: () => Promise<RowsSum>;
  /** The same where it costs no call: undefined while something is missing. */
  readonly knownSum: () => Promise<RowsSum | undefined>;
}

/** `wantsSum` raises the sum's wants together with the page's, so that their cost is told before the first call. */
export async function appUsage(
  args: AppUsageArguments,
  wantsSum: boolean,
  context: GatewayContext,
): Promise<AppUsageShape> {
  const question = await questionOf(args, context);
  const { date, appIds, filter } = question;
  const { operation } = context;
  const query = { appIds: appIds.length > 0 ? appIds : undefined, filter };
  let sum: Promise<RowsSum> | undefined;
  const summed = () => {
    sum ??= operation.sum(date, query);
    return sum;
  };
  // Its failure is told where it is asked for, by the field `totals`.
  if (wantsSum) summed().catch(() => {});

  const answer = isForSql(question)
    ? await rowsPage(question, context)
    : appIds.length > 0
      ? await askedIdsPage(question, context)
      : await listPage(question, context);
  return {
    ...answer,
    date,
    sum: summed,
    knownSum: async () =>
      sum || isForSql(question) ? await summed() : await operation.sumIfKnown(date, query),
  };
}

/** Filters, orders and a list's end need everything that they are about. */
function isForSql({ appIds, filter, order, after, before, page }: DayQuestion): boolean {
  if (filter !== undefined || order !== undefined) return true;
  const isFromEnd = page.last !== undefined && page.last !== null && before === undefined;
  return appIds.length === 0 && (isFromEnd || after?.kind === 'row' || before?.kind === 'row');
}

async function questionOf(args: AppUsageArguments, context: GatewayContext): Promise<DayQuestion> {
  const after = args.after ? decodeCursor('after', args.after) : undefined;
  const before = args.before ? decodeCursor('before', args.before) : undefined;
  const appIds = checkedAppIds(args.appIds ?? []);
  const date = await requestedDay(dayOf(args.date ?? undefined, after, before), context);
  return { date, appIds, filter: args.filter, order: args.orderBy, after, before, page: args };
}

/** The day of the argument or the cursors, which must agree. */
function dayOf(
  date: StatisticsDay | undefined,
  after: Cursor | undefined,
  before: Cursor | undefined,
): StatisticsDay | undefined {
  const days = new Set([date, after?.day, before?.day].filter((day) => day !== undefined));
  if (days.size > 1) {
    throw badUserInput(
      `'date' and cursors name different days (${[...days].join(', ')}): a cursor belongs to its day. Drop the cursor to start on another day.`,
    );
  }
  return [...days][0];
}
