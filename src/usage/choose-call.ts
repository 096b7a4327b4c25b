/**
 * The choice of the next upstream call, made at the moment when a slot is there and not before. Pure.
 *
 * Whose turn it is decides which want must be answered; the plan of that want's day decides how; and whatever room the
 * call has left is filled with the wants of others. The work is one cheap pass over the askers and one over the wants
 * of the chosen day.
 */
import type { ListCall } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { type CallLimits, type DayOutlook, type DayPlan, type IdCounts, planDay } from './day-plan.ts';
import { fillCall } from './fill-call.ts';
import { type Asker, compareTurns, type PendingWant } from './turns.ts';
import type { Want } from './want.ts';

/** The wants of one day that are open, oldest first, with all that matters for the choice. */
export interface DayWants {
  readonly rows: Iterable<PendingWant>;
  readonly pages: ReadonlyMap<number, PendingWant>;
  /** How many rows are open, by the page that they are expected on. */
  readonly counts: IdCounts;
  readonly pagesUnderway: ReadonlySet<number>;
  readonly outlook: DayOutlook;
}

export interface ChoiceInput {
  readonly askers: Iterable<Asker>;
  readonly dayWants: (day: StatisticsDay) => DayWants;
  readonly limits: CallLimits;
}

export interface Choice {
  readonly call: ListCall;
  /** Whose turn it was. */
  readonly asker: Asker;
  /**
   * The pending wants that count on this call: they fail with it. Those of a page may be thousands, and are seldom
   * asked for: they are found when they are.
   */
  readonly carried: readonly PendingWant[];
}

export function chooseCall(input: ChoiceInput): Choice | undefined {
  const boards = createBoards(input);
  const turn = nextTurn(input.askers, boards);
  if (turn === undefined) return undefined;
  const { asker, lead } = turn;
  const { day } = lead.want;
  const board = boards(day);
  const alone = isAlone(lead, asker, board, boards, input.limits);
  const page = alone ? undefined : pageFor(lead.want, board);
  if (page !== undefined) {
    return {
      asker,
      call: { kind: 'page', day, page },
      get carried() {
        return carriedByPage(board, page);
      },
    };
  }
  const fits = (other: PendingWant) =>
    (alone ? expectedPage(other.want, board) === undefined : pageFor(other.want, board) === undefined) &&
    !isComing(other, board) &&
    other.isolated === lead.isolated &&
    (!other.isolated || other.firstAsker === lead.firstAsker);
  const carried = fillCall(lead, board.wants.rows, fits, input.limits.idsPerCall);
  return { asker, call: { kind: 'ids', day, ids: carried.flatMap(({ want }) => idOf(want)) }, carried };
}

/** One day's wants with their plan. */
interface Board {
  readonly wants: DayWants;
  readonly plan: DayPlan;
  /** The first page of the plan; undefined when it lists none. */
  readonly firstPage: number | undefined;
}

type Boards = (day: StatisticsDay) => Board;

function createBoards({ dayWants, limits }: ChoiceInput): Boards {
  const boards = new Map<StatisticsDay, Board>();
  return (day) => {
    const known = boards.get(day);
    if (known !== undefined) return known;
    const wants = dayWants(day);
    const wantedPages = new Set([...wants.pages.keys()].filter((page) => !wants.pagesUnderway.has(page)));
    const plan = planDay(wants.counts, wantedPages, wants.pagesUnderway, wants.outlook, limits);
    const firstPage = plan.pages.size > 0 ? Math.min(...plan.pages) : undefined;
    const board = { wants, plan, firstPage };
    boards.set(day, board);
    return board;
  };
}

/** The asker whose turn it is, among those for whom a call can be made, and its oldest want of that kind. */
function nextTurn(
  askers: Iterable<Asker>,
  boards: Boards,
): { readonly asker: Asker; readonly lead: PendingWant } | undefined {
  let next: { readonly asker: Asker; readonly lead: PendingWant } | undefined;
  for (const asker of askers) {
    if (next !== undefined && compareTurns(asker, next.asker) > 0) continue;
    const lead = firstToCallFor(asker, boards);
    if (lead !== undefined) next = { asker, lead };
  }
  return next;
}

function firstToCallFor({ wants }: Asker, boards: Boards): PendingWant | undefined {
  for (const pending of wants) {
    if (pending.open && !isComing(pending, boards(pending.want.day))) return pending;
  }
  return undefined;
}

/** True when a call that is under way is expected to answer the want: it costs no slot of its own. */
function isComing({ want }: PendingWant, { wants, plan }: Board): boolean {
  if (want.kind === 'page') return wants.pagesUnderway.has(want.page);
  const page = wants.outlook.pageOf(want.id);
  if (page !== undefined && wants.pagesUnderway.has(page)) return true;
  return plan.whole && plan.pages.size === 0;
}

/** The page that answers a want by the plan; undefined when it is to be looked up. */
function pageFor(want: Want, board: Board): number | undefined {
  if (want.kind === 'page') return want.page;
  const expected = expectedPage(want, board);
  if (expected !== undefined && board.plan.pages.has(expected)) return expected;
  return board.plan.whole ? board.firstPage : undefined;
}

function expectedPage(want: Want, { wants }: Board): number | undefined {
  return want.kind === 'row' ? wants.outlook.pageOf(want.id) : want.page;
}

/** With more pages left than this, look small requests up instead of letting them wait for others' lists. */
const PAGES_TO_WAIT_FOR = 2;
/** One call more costs at most a tenth of a list this long. */
const PAGES_OF_LONG_LIST = 10;

/**
 * True for an asker that wants little of a day that is listed for others: nobody knows where its id stands, so only the
 * last page might bring it. It is looked up, and the rest of the list is planned anew behind it.
 */
function isAlone(
  { want }: PendingWant,
  asker: Asker,
  { wants, plan }: Board,
  boards: Boards,
  { idsPerCall }: CallLimits,
): boolean {
  if (want.kind !== 'row' || !plan.whole || wants.outlook.pageOf(want.id) !== undefined) return false;
  if (plan.pages.size + wants.pagesUnderway.size <= PAGES_TO_WAIT_FOR) return false;
  if (Math.max(...plan.pages) + 1 < PAGES_OF_LONG_LIST) return false;
  let own = 0;
  for (const other of asker.wants) {
    if (other.want.day !== want.day || !other.open || isComing(other, boards(want.day))) continue;
    own += 1;
    if (other.want.kind === 'page' || own > idsPerCall) return false;
  }
  return true;
}

/** Wants that are expected on another page that is under way do not count on this one. */
function carriedByPage(board: Board, page: number): PendingWant[] {
  const { rows, pages, pagesUnderway } = board.wants;
  return [...rows, ...pages.values()].filter(({ want }) => {
    if (pageFor(want, board) !== page) return false;
    const expected = expectedPage(want, board);
    return expected === undefined || expected === page || !pagesUnderway.has(expected);
  });
}

function idOf(want: Want): string[] {
  return want.kind === 'row' ? [want.id] : [];
}
