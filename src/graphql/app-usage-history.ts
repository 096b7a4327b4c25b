import { badUserInput } from '../errors.ts';
import { type DayRange, daysInRange, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { AppUsageEdgeShape, AppUsagePage } from './app-usage-page.ts';
import type { GatewayContext } from './context.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type PageArguments, pageSize } from './page-arguments.ts';
import { requestedRange } from './requested-range.ts';

export interface AppUsageHistoryShape {
  readonly edges: readonly AppUsageEdgeShape[];
  readonly pageInfo: AppUsagePage['pageInfo'];
  readonly missingDates: readonly StatisticsDay[];
}

/** What the archive knows of an app over a range; days that it lacks are handed to the collector. */
export async function appUsageHistory(
  appId: string,
  args: DayRange & PageArguments,
  { usage, operation, collector, nowMs }: GatewayContext,
): Promise<AppUsageHistoryShape> {
  const range = requestedRange(args, nowMs);
  const window = {
    ...pageSize(args),
    after: dayOf('after', args.after, appId),
    before: dayOf('before', args.before, appId),
  };
  const belief = usage.belief();
  const [{ rows, hasBefore, hasAfter }, missingDates] = await Promise.all([
    usage.archive.history(appId, range, window, belief),
    usage.archive.unknownDaysOf(appId, range, belief),
  ]);
  const complete = await usage.archive.completeDays(range);
  operation.noteSettled(complete.length === daysInRange(range));
  collector.request(missingDates);
  const edges = rows.map((node) => ({
    cursor: encodeCursor({ kind: 'app', day: node.date, appId }),
    node,
  }));
  return {
    edges,
    missingDates,
    pageInfo: {
      hasPreviousPage: hasBefore,
      hasNextPage: hasAfter,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function dayOf(name: string, text: string | null | undefined, appId: string): StatisticsDay | undefined {
  if (!text) return undefined;
  const cursor = decodeCursor(name, text);
  if (cursor.kind === 'app' && cursor.appId === appId) return cursor.day;
  throw badUserInput(`'${name}' is no cursor of this app's history: pass one of its own unchanged.`);
}
