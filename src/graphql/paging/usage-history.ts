import { badUserInput } from '../../errors.ts';
import type { DayRange, StatisticsDay } from '../../jodoo/statistics-day.ts';
import type { GatewayContext } from '../context.ts';
import type { UsageList } from '../usage-lists.ts';
import { decodeDayCursor } from './cursor.ts';
import { type PageArguments, pageSize } from './page-arguments.ts';
import { type PageInfoShape, pageInfoOf } from './page-info.ts';
import type { UsageEdge } from './usage-slice.ts';

export interface UsageHistoryShape {
  readonly edges: readonly UsageEdge[];
  readonly pageInfo: PageInfoShape;
  readonly missingDates: readonly StatisticsDay[];
}

/** What the archive knows of an id over a range of days. It hands the days that it lacks to the collector. */
export async function usageHistory(
  list: UsageList,
  id: string,
  args: DayRange & PageArguments & { readonly wait: boolean },
  { operation, collector }: GatewayContext,
): Promise<UsageHistoryShape> {
  const range = operation.requestedRange({ from: args.from, to: args.to });
  const window = {
    ...pageSize(args),
    after: dayOf(list, 'after', args.after, id),
    before: dayOf(list, 'before', args.before, id),
  };
  const history = await operation.list(list.kind).history(id, range, window, args.wait);
  if (history.unknownDays.length > 0) collector.request(list.kind, history.unknownDays);
  const edges = history.rows.map(
    (node): UsageEdge => ({ place: { list: list.kind, kind: 'id', day: node.date, id }, node }),
  );
  return { edges, missingDates: history.unknownDays, pageInfo: pageInfoOf(edges, history) };
}

function dayOf(
  list: UsageList,
  name: string,
  text: string | null | undefined,
  id: string,
): StatisticsDay | undefined {
  if (!text) return undefined;
  const cursor = decodeDayCursor(list.kind, name, text);
  if (cursor.kind === 'id' && cursor.id === id) return cursor.day;
  throw badUserInput(
    `'${name}' is no cursor of this ${list.noun.one}'s history: pass one of its own unchanged.`,
    { argument: name },
  );
}
