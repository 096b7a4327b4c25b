import type { RowQuery } from '../../archive/row-query.ts';
import type { StatisticsDay } from '../../jodoo/statistics-day.ts';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import type { MaybePromise } from '../../usage/maybe-promise.ts';
import type { Operation } from '../../usage/operation.ts';
import type { UsageList } from '../usage-lists.ts';
import type { Cursor, DayCursor } from './cursor.ts';
import type { PageSize } from './page-arguments.ts';
import type { PageInfoShape } from './page-info.ts';

/** What is asked of a day's list, read from the arguments and checked. */
export interface UsageQuestion {
  readonly list: UsageList;
  readonly day: StatisticsDay;
  /** `ids` holds each id once, and is absent where all rows are asked for. */
  readonly query: RowQuery;
  readonly size: PageSize;
  readonly after: DayCursor | undefined;
  readonly before: DayCursor | undefined;
}

export interface UsageEdge {
  readonly place: Cursor;
  readonly node: UsageRow;
}

/** A page of a day's list. */
export interface UsageSlice {
  /** An Error in place of a row whose look-up failed. */
  readonly edges: readonly (UsageEdge | Error)[];
  readonly pageInfo: PageInfoShape;
  /** Asked ids that the upstream does not know on that day. */
  readonly missingIds: readonly string[];
  /** True when nothing of it changes any more. False where nothing had to be read to answer. */
  readonly settled: boolean;
}

/** A page whose arguments are checked: what refuses a cursor comes before anything is asked. */
export interface SliceReader {
  /** `arrived` is told of the first edges while others are still fetched, where they do not depend on those. */
  read(operation: Operation, arrived?: EdgesArrived): MaybePromise<UsageSlice>;
  /** Where it depends on nothing that has to be read. */
  readonly pageInfo?: PageInfoShape;
}

/** Told of all edges, from the first one on, that come before everything that is still missing. */
export type EdgesArrived = (edges: readonly (UsageEdge | Error)[]) => void;
