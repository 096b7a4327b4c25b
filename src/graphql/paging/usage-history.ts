import { badUserInput } from '../../errors.ts';
import type { DayRange, StatisticsDay } from '../../jodoo/statistics-day.ts';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import { unstableList } from '../../usage/operation-errors.ts';
import type { GatewayContext } from '../context.ts';
import type { UsageList } from '../usage-lists.ts';
import { type PageOfEdges, readArriving } from './arriving-page.ts';
import { decodeDayCursor } from './cursor.ts';
import { type PageArguments, pageSize } from './page-arguments.ts';
import { type PageInfoShape, pageInfoOf } from './page-info.ts';
import type { EdgesArrived, UsageEdge } from './usage-slice.ts';

/** What its fields are answered from: at once, or when it is fetched. */
export interface UsageHistoryShape extends PageOfEdges {
  readonly pageInfo: MaybePromise<PageInfoShape>;
  readonly missingDates: MaybePromise<readonly StatisticsDay[]>;
}

interface WholeHistory {
  readonly edges: readonly UsageEdge[];
  readonly pageInfo: PageInfoShape;
  readonly missingDates: readonly StatisticsDay[];
}

/**
 * What the archive knows of an id over a range of days. It hands the days that it lacks to the collector. `later`: the
 * client takes the days later than the history itself.
 */
export function usageHistory(
  list: UsageList,
  id: string,
  args: DayRange & PageArguments & { readonly wait: boolean },
  { operation, collector }: GatewayContext,
  later: boolean,
): MaybePromise<UsageHistoryShape> {
  const range = operation.requestedRange({ from: args.from, to: args.to });
  const window = {
    after: dayOf(list, 'after', args.after, id),
    before: dayOf(list, 'before', args.before, id),
    ...pageSize(args),
  };
  const edgesOf = (rows: readonly UsageRow[]) =>
    rows.map((node): UsageEdge => ({ place: { list: list.kind, kind: 'id', day: node.date, id }, node }));

  function read(arrived?: EdgesArrived): MaybePromise<WholeHistory> {
    const told = arrived && ((rows: readonly UsageRow[]) => arrived(edgesOf(rows)));
    return whenReady(operation.list(list.kind).history(id, range, window, args.wait, told), (history) => {
      if (history.unknownDays.length > 0) collector.request(list.kind, history.unknownDays);
      const edges = edgesOf(history.rows);
      return { edges, missingDates: history.unknownDays, pageInfo: pageInfoOf(edges, history) };
    });
  }

  if (!later) return read();
  const page = readArriving(read, () => unstableList(list.kind, range.from));
  if (!('part' in page)) return page;
  const { arriving, part } = page;
  return operation.admitted().then(() => ({
    arriving,
    edges: part(({ edges }) => edges),
    pageInfo: part(({ pageInfo }) => pageInfo),
    missingDates: part(({ missingDates }) => missingDates),
  }));
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
