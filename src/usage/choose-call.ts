/**
 * The choice of the next upstream call, made at the moment when a slot is there and not before. Pure.
 *
 * Whose turn it is decides which want must be answered; the plan of that want's day decides how; and whatever
 * room the call has left is filled with the wants of others.
 */
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { type CallLimits, type DayOutlook, type DayPlan, planDay } from './day-plan.ts';
import type { Call, Want } from './want.ts';

/** One who waits for wants. */
export interface Asker {
  readonly id: number;
  /** Background work gets only slots that nobody else has a use for. */
  readonly background: boolean;
  /** Number of the slot that was last spent in this asker's turn, or that was next when it came. */
  readonly lastTurn: number;
}

export interface PendingWant {
  readonly want: Want;
  /** Everybody who waits for it; never empty. */
  readonly askers: readonly Asker[];
  /** Only to be combined with wants of the same first asker: a call that it shared with others was rejected. */
  readonly isolated: boolean;
}

export interface Choice {
  readonly call: Call;
  /** Whose turn it was. */
  readonly asker: Asker;
  /** The pending wants that count on this call: they fail with it. */
  readonly carried: readonly PendingWant[];
}

export interface ChoiceInput {
  /** Oldest first: wants of one asker are answered in this order. */
  readonly pending: readonly PendingWant[];
  readonly underway: readonly Call[];
  readonly outlookOf: (day: StatisticsDay) => DayOutlook;
  readonly limits: CallLimits;
}

export function chooseCall(input: ChoiceInput): Choice | undefined {
  const boards = new Map<StatisticsDay, DayBoard>();
  for (const [day, wants] of byDay(input.pending.map(({ want }) => want))) {
    boards.set(day, dayBoard(day, wants, input));
  }
  const open = input.pending.filter(({ want }) => !isComing(want, boards.get(want.day)));
  const asker = open.flatMap(({ askers }) => askers).reduce<Asker | undefined>(earlierTurn, undefined);
  const lead = open.find(({ askers }) => asker !== undefined && askers.includes(asker));
  const board = lead && boards.get(lead.want.day);
  if (asker === undefined || lead === undefined || board === undefined) return undefined;

  const { day } = lead.want;
  const alone = isAlone(lead, asker, open, board, input.limits);
  const page = alone ? undefined : pageFor(lead.want, board);
  if (page !== undefined) {
    const carried = open.filter(({ want }) => want.day === day && pageFor(want, board) === page);
    return { asker, call: { kind: 'page', day, page }, carried };
  }
  const lookups = alone ? placeless(open, board) : new Set(board.plan.lookups);
  const company = open.filter(
    (other) =>
      other.want.kind === 'app' &&
      other.want.day === day &&
      lookups.has(other.want.appId) &&
      other.isolated === lead.isolated &&
      (!other.isolated || other.askers[0] === lead.askers[0]),
  );
  const carried = fill(lead, company, input.limits.idsPerCall);
  return { asker, call: { kind: 'apps', day, appIds: appIdsOf(carried.map(({ want }) => want)) }, carried };
}

/** How many calls it takes to answer wants, given what is known. */
export function costOf(
  wants: Iterable<Want>,
  outlookOf: (day: StatisticsDay) => DayOutlook,
  limits: CallLimits,
): number {
  let cost = 0;
  for (const [day, ofDay] of byDay(wants)) {
    cost += planDay(appIdsOf(ofDay), pagesOf(ofDay), NOTHING, outlookOf(day), limits).cost;
  }
  return cost;
}

/** Everything that matters for one day's choice. */
interface DayBoard {
  readonly outlook: DayOutlook;
  readonly plan: DayPlan;
  readonly pagesUnderway: ReadonlySet<number>;
  readonly idsUnderway: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<number> = new Set();

function dayBoard(day: StatisticsDay, wants: readonly Want[], input: ChoiceInput): DayBoard {
  const calls = input.underway.filter((call) => call.day === day);
  const pagesUnderway = new Set(calls.flatMap((call) => (call.kind === 'page' ? [call.page] : [])));
  const idsUnderway = new Set(calls.flatMap((call) => (call.kind === 'apps' ? call.appIds : [])));
  const outlook = input.outlookOf(day);
  const appIds = appIdsOf(wants).filter((appId) => !idsUnderway.has(appId));
  const pages = pagesOf(wants.filter((want) => want.kind === 'page' && !pagesUnderway.has(want.page)));
  return {
    outlook,
    plan: planDay(appIds, pages, pagesUnderway, outlook, input.limits),
    pagesUnderway,
    idsUnderway,
  };
}

/** True when a call that is underway is expected to answer the want: it costs no slot of its own. */
function isComing(want: Want, board: DayBoard | undefined): boolean {
  if (board === undefined) return false;
  if (want.kind === 'page') return board.pagesUnderway.has(want.page);
  if (board.idsUnderway.has(want.appId)) return true;
  const page = board.outlook.pageOf(want.appId);
  if (page !== undefined && board.pagesUnderway.has(page)) return true;
  return board.plan.whole && board.plan.pages.size === 0;
}

/** The page that answers a want by the plan; undefined when it is to be looked up. */
function pageFor(want: Want, { plan, outlook }: DayBoard): number | undefined {
  if (want.kind === 'page') return want.page;
  const expected = outlook.pageOf(want.appId);
  if (expected !== undefined && plan.pages.has(expected)) return expected;
  return plan.whole ? Math.min(...plan.pages) : undefined;
}

/** More pages than these would make one who asked for little wait for others' lists. */
const PAGES_TO_WAIT_FOR = 2;
/** Of a list this long a call more is a tenth at most. */
const PAGES_OF_LONG_LIST = 10;

/**
 * True for one who wants little of a day that is listed for others: where its app stands is not known, so only the
 * last page might bring it. It is looked up, and what the list still costs is planned anew behind it.
 */
function isAlone(
  { want }: PendingWant,
  asker: Asker,
  open: readonly PendingWant[],
  { plan, outlook, pagesUnderway }: DayBoard,
  { idsPerCall }: CallLimits,
): boolean {
  if (want.kind !== 'app' || !plan.whole || outlook.pageOf(want.appId) !== undefined) return false;
  if (plan.pages.size + pagesUnderway.size <= PAGES_TO_WAIT_FOR) return false;
  if (Math.max(...plan.pages) + 1 < PAGES_OF_LONG_LIST) return false;
  const own = open.filter((other) => other.want.day === want.day && other.askers.includes(asker));
  return own.length <= idsPerCall && own.every((other) => other.want.kind === 'app');
}

function placeless(open: readonly PendingWant[], { outlook }: DayBoard): ReadonlySet<string> {
  return new Set(
    appIdsOf(open.map(({ want }) => want)).filter((appId) => outlook.pageOf(appId) === undefined),
  );
}

/** Up to `size` wants, the leading one first, then one of each asker in turn. */
function fill(lead: PendingWant, company: readonly PendingWant[], size: number): PendingWant[] {
  const soonest = [...company].sort((a, b) => turnOf(a.askers[0]) - turnOf(b.askers[0]));
  const queues = new Map<Asker | undefined, PendingWant[]>();
  for (const pending of [lead, ...soonest.filter((other) => other !== lead)]) {
    const queue = queues.get(pending.askers[0]);
    if (queue) queue.push(pending);
    else queues.set(pending.askers[0], [pending]);
  }
  const rounds = Math.max(...[...queues.values()].map((queue) => queue.length));
  const inTurns = Array.from({ length: Math.min(rounds, size) }, (_, round) =>
    [...queues.values()].flatMap((queue) => queue.slice(round, round + 1)),
  );
  return inTurns.flat().slice(0, size);
}

function earlierTurn(best: Asker | undefined, asker: Asker): Asker {
  return best === undefined ||
    turnOf(asker) < turnOf(best) ||
    (turnOf(asker) === turnOf(best) && asker.id < best.id)
    ? asker
    : best;
}

function turnOf(asker: Asker | undefined): number {
  if (asker === undefined) return Number.POSITIVE_INFINITY;
  return asker.background ? Number.MAX_SAFE_INTEGER : asker.lastTurn;
}

function byDay(wants: Iterable<Want>): Map<StatisticsDay, Want[]> {
  const days = new Map<StatisticsDay, Want[]>();
  for (const want of wants) {
    const ofDay = days.get(want.day);
    if (ofDay) ofDay.push(want);
    else days.set(want.day, [want]);
  }
  return days;
}

function appIdsOf(wants: readonly Want[]): string[] {
  return wants.flatMap((want) => (want.kind === 'app' ? [want.appId] : []));
}

function pagesOf(wants: readonly Want[]): Set<number> {
  return new Set(wants.flatMap((want) => (want.kind === 'page' ? [want.page] : [])));
}
