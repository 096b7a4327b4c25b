/** From Relay's arguments to a page of a day's list: of asked ids, of the upstream's order, or filtered and ordered. */
import type { RowsSum } from '../../archive/row-query.ts';
import { once } from '../../once.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import type { Operation } from '../../usage/operation.ts';
import { unstableList } from '../../usage/operation-errors.ts';
import type { UsageList } from '../usage-lists.ts';
import { type ArrivingPage, type PageOfEdges, readArriving } from './arriving-page.ts';
import { askedIdsSlice } from './asked-ids-slice.ts';
import { listSlice } from './list-slice.ts';
import type { PageInfoShape } from './page-info.ts';
import { rowsSlice } from './rows-slice.ts';
import { needsWholeDay, type UsageArguments, usageQuestion } from './usage-question.ts';
import type { SliceReader, UsageQuestion, UsageSlice } from './usage-slice.ts';

/** Which parts of the page the client selects. */
export interface UsageSelection {
  /** Its edges or nodes. */
  readonly rows: boolean;
  readonly totals: boolean;
  /** The client takes edges or nodes later than the page itself. */
  readonly later: boolean;
}

/** What fields of the page are answered from: at once, or when it is fetched. */
export interface UsagePage extends PageOfEdges {
  readonly pageInfo: MaybePromise<PageInfoShape>;
  readonly missingIds: MaybePromise<readonly string[]>;
  readonly settled: MaybePromise<boolean>;
  readonly question: UsageQuestion;
  /** Sums over everything that the filter lets through. Asks the upstream for what is missing, once. */
  readonly sum: () => MaybePromise<RowsSum>;
  /** True when all that the sum needs is fetched for this page anyway. */
  readonly sumIsFetched: boolean;
}

export function usagePage(
  list: UsageList,
  args: UsageArguments,
  selection: UsageSelection,
  operation: Operation,
): MaybePromise<UsagePage> {
  return whenReady(usageQuestion(list, args, operation), (question) =>
    readPage(question, selection, operation),
  );
}

function readPage(
  question: UsageQuestion,
  selection: UsageSelection,
  operation: Operation,
): MaybePromise<UsagePage> {
  const { list, day } = question;
  const slices = sliceReader(question);
  const sum = once(() => operation.list(list.kind).sum(day, question.query));
  // Raised together with the page's wants, so that their cost is known before the first call. The field `totals`
  // reports a failure.
  if (selection.totals) ignoringFailure(sum());
  const common = { question, sum, sumIsFetched: selection.totals || needsWholeDay(question) };

  if (!selection.later) {
    return whenReady(slices.read(operation), (slice) => {
      const failed = slice.edges.find((edge) => edge instanceof Error);
      // Without the place of a null edge nothing would say that ids are missing from the answer.
      if (failed !== undefined && !selection.rows) throw failed;
      return pageOf(slice, common);
    });
  }
  const slice = readArriving(
    (arrived) => slices.read(operation, arrived),
    () => unstableList(list.kind, day),
  );
  if (!('part' in slice)) return pageOf(slice, common);
  // What may not be asked is refused at the page, before anything of it is sent.
  return operation.admitted().then(() => arrivingPage(slice, slices.pageInfo, common));
}

type CommonPage = Pick<UsagePage, 'question' | 'sum' | 'sumIsFetched'>;

function pageOf({ edges, pageInfo, missingIds, settled }: UsageSlice, common: CommonPage): UsagePage {
  return { edges, pageInfo, missingIds, settled, ...common };
}

function arrivingPage(
  { arriving, part }: ArrivingPage<UsageSlice>,
  pageInfo: PageInfoShape | undefined,
  common: CommonPage,
): UsagePage {
  return {
    ...common,
    arriving,
    edges: part(({ edges }) => edges),
    pageInfo: pageInfo ?? part((slice) => slice.pageInfo),
    missingIds: part(({ missingIds }) => missingIds),
    settled: part(({ settled }) => settled),
  };
}

function ignoringFailure(value: MaybePromise<unknown>): void {
  if (value instanceof Promise) value.catch(() => {});
}

/** How many rows the filter lets through; null where that is not known without a call. */
export function totalCount(
  { question, sum, sumIsFetched }: UsagePage,
  operation: Operation,
): MaybePromise<number | null> {
  const { list, day, query } = question;
  const known: MaybePromise<RowsSum | undefined> = sumIsFetched
    ? sum()
    : operation.list(list.kind).sumIfKnown(day, query);
  return whenReady(known, (found) => found?.rows ?? null);
}

function sliceReader(question: UsageQuestion): SliceReader {
  if (needsWholeDay(question)) return rowsSlice(question);
  const { ids } = question.query;
  return ids === undefined ? listSlice(question) : askedIdsSlice(question, ids);
}
