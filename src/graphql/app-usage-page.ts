/** From Relay's arguments to a page of a day: of the asked ids, or of the upstream's list. */
import { badUserInput } from '../errors.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { AppFact } from '../usage/want.ts';
import type { GatewayContext } from './context.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';
import { type PageArguments, type Stretch, windowOf } from './page-arguments.ts';
import { requestedDay } from './requested-day.ts';
import { checkedAppIds } from './types/app-ids.ts';

export interface AppUsageArguments extends PageArguments {
  readonly date?: StatisticsDay | null | undefined;
  readonly appIds?: readonly string[] | null | undefined;
}

export interface AppUsageEdgeShape {
  readonly cursor: string;
  readonly node: AppUsageRow;
}

export interface AppUsagePage {
  readonly date: StatisticsDay;
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

export async function appUsagePage(args: AppUsageArguments, context: GatewayContext): Promise<AppUsagePage> {
  const after = args.after ? decodeCursor('after', args.after) : undefined;
  const before = args.before ? decodeCursor('before', args.before) : undefined;
  const date = requestedDay(dayOf(args.date ?? undefined, after, before), context.nowMs);
  const appIds = checkedAppIds(args.appIds ?? []);
  return appIds.length > 0
    ? pageOfIds(date, appIds, args, after, before, context)
    : pageOfList(date, args, after, before, context);
}

async function pageOfIds(
  date: StatisticsDay,
  appIds: readonly string[],
  args: PageArguments,
  after: Cursor | undefined,
  before: Cursor | undefined,
  { appFacts }: GatewayContext,
): Promise<AppUsagePage> {
  const place = (name: string, cursor: Cursor) => {
    const index = cursor.kind === 'app' ? appIds.indexOf(cursor.appId) : -1;
    if (index >= 0) return index;
    throw badUserInput(
      `'${name}' points at none of the given appIds: keep 'appIds' the same while you page.`,
    );
  };
  const start = after ? place('after', after) + 1 : 0;
  const end = before ? place('before', before) : appIds.length;
  const window = windowOf(args, { start, end: Math.max(start, end) });
  const asked = appIds.slice(window.start, window.start + window.count);

  const facts: readonly (AppFact | Error)[] = await Promise.all(
    asked.map((appId) => appFacts.load({ day: date, appId }).catch(asError)),
  );
  const edges: (AppUsageEdgeShape | Error)[] = [];
  const missingAppIds: string[] = [];
  facts.forEach((fact, index) => {
    const appId = asked[index] ?? '';
    if (fact instanceof Error) edges.push(fact);
    else if (fact.kind === 'absent') missingAppIds.push(appId);
    else edges.push({ cursor: encodeCursor({ kind: 'app', day: date, appId }), node: fact.row });
  });
  // Cursors are those of the asked ids, not of the edges: an unknown id at the page's end must not stop the walk.
  const cursorAt = (appId: string | undefined) =>
    appId === undefined ? null : encodeCursor({ kind: 'app', day: date, appId });
  return {
    date,
    edges,
    missingAppIds,
    pageInfo: {
      hasPreviousPage: window.start > 0,
      hasNextPage: window.start + window.count < appIds.length,
      startCursor: cursorAt(asked[0]),
      endCursor: cursorAt(asked.at(-1)),
    },
  };
}

async function pageOfList(
  date: StatisticsDay,
  args: PageArguments,
  after: Cursor | undefined,
  before: Cursor | undefined,
  { operation }: GatewayContext,
): Promise<AppUsagePage> {
  const stretch = listStretch(after, before);
  const window = windowOf(args, stretch);
  const { rows, hasNext } =
    window.count === 0
      ? { rows: [], hasNext: before !== undefined }
      : await operation.listWindow(date, window.start, window.count);
  const edges = rows.map((node, index) => ({
    cursor: encodeCursor({ kind: 'position', day: date, position: window.start + index }),
    node,
  }));
  return {
    date,
    edges,
    missingAppIds: [],
    pageInfo: {
      hasPreviousPage: window.start > 0,
      hasNextPage: hasNext,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function listStretch(after: Cursor | undefined, before: Cursor | undefined): Stretch {
  const start = after ? position('after', after) + 1 : 0;
  return { start, end: before ? Math.max(start, position('before', before)) : undefined };
}

function position(name: string, cursor: Cursor): number {
  if (cursor.kind === 'position') return cursor.position;
  throw badUserInput(`'${name}' is a cursor of a query with appIds: pass the same 'appIds' again.`);
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

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
