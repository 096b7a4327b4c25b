/** What `bench:warm` asks: the documents of its columns, and what is new in each request. */
import { count, eachOf, type Template, template } from './request-template.ts';

const METRICS =
  'app formCoop formWorkflow dash etl aggregate publicLink dataTrigger automation bpa data dailyAutomationExec dailyAttachmentUpload';
/** The name that a creator has now may change, so that an answer with it is none that lasts. */
const NODE = `id date appId appName creator { id } createdAt lastEditAt lastVisitAt metrics { ${METRICS} }`;
const PAGE = template`date edges { cursor node { ${NODE} } } pageInfo { hasNextPage endCursor }`;
const NEW_PAGE = template`date edges { cursor node { ${NODE} a${count()}: appName } } pageInfo { hasNextPage endCursor }`;
const SMALL = template`edges { node { appName } }`;
const ORDERS = ['FORM_COOP', 'DATA', 'DASH', 'AUTOMATION', 'BPA', 'PUBLIC_LINK'].flatMap((by) => [
  `{"by":"${by}","direction":"DESC"}`,
  `{"by":"${by}","direction":"ASC"}`,
]);
const NEW_NAME = template`N${count()}`;
/** `first` of literals: 15 to 25. Eleven is prime, so that each goes with each cursor. */
const LEAST_EDGES = 15;
const FIRSTS = 11;
const REPRESENTATIONS = 500;
const REPRESENTATION_LISTS = 10;
const HALF_HISTORY_DAYS = 90;
const DAY_MS = 86_400_000;

/** What a server has, and is asked for. */
export interface Target {
  readonly date: string;
  /** Of all apps of the day, in its order. */
  readonly cursors: readonly string[];
  readonly appIds: readonly string[];
  /** Apps that were there on each of the 180 days up to `date`. */
  readonly oldAppIds: readonly string[];
}

export interface Column {
  readonly title: string;
  /** Whether the server without GraphQL takes part: it reads no documents, so that new ones cost it nothing. */
  readonly forPlain: boolean;
  readonly requests: (target: Target) => Template;
}

export const COLUMNS: readonly Column[] = [
  { title: '20 edges repeated', forPlain: true, requests: ({ date }) => page('Q', PAGE, date, 20) },
  { title: '100 edges repeated', forPlain: true, requests: ({ date }) => page('Q', PAGE, date, 100) },
  { title: 'small repeated', forPlain: true, requests: ({ date }) => page('Q', SMALL, date, 1) },
  { title: '20 edges, other variables', forPlain: true, requests: otherVariables },
  { title: '20 edges, new name', forPlain: false, requests: ({ date }) => page(NEW_NAME, PAGE, date, 20) },
  { title: '100 edges, new name', forPlain: false, requests: ({ date }) => page(NEW_NAME, PAGE, date, 100) },
  { title: 'small, new name', forPlain: false, requests: ({ date }) => page(NEW_NAME, SMALL, date, 1) },
  { title: '20 edges, new literals', forPlain: false, requests: newLiterals },
  { title: '20 edges, new shape', forPlain: false, requests: ({ date }) => page('Q', NEW_PAGE, date, 20) },
  { title: '500 entities', forPlain: true, requests: entities },
  { title: '100 of 1,000, ordered and filtered', forPlain: true, requests: orderedAndFiltered },
  { title: '180 days of an app', forPlain: true, requests: histories },
];

function page(name: string | Template, selection: Template, date: string, first: number): Template {
  return template`{"query":"${pageDocument(name, selection)}","variables":{"date":"${date}","first":${String(first)}}}`;
}

function pageDocument(name: string | Template, selection: Template): Template {
  return template`query ${name}($date: Date, $first: Int, $after: String) { appUsage(date: $date, first: $first, after: $after) { ${selection} } }`;
}

/** The nonce is not declared, and so ignored: it makes the bytes of each request new, here and below. */
function otherVariables({ date, cursors }: Target): Template {
  const after = eachOf(cursors.slice(0, -20));
  return template`{"query":"${pageDocument('Q', PAGE)}","variables":{"date":"${date}","first":20,"after":"${after}","nonce":${count()}}}`;
}

/** More of them than are asked in all rounds. */
function newLiterals({ cursors }: Target): Template {
  const usable = cursors.slice(0, -(LEAST_EDGES + FIRSTS));
  if (usable.length % FIRSTS === 0) usable.pop();
  const literals = Array.from(
    { length: FIRSTS * usable.length },
    (_, n) => `first: ${LEAST_EDGES + (n % FIRSTS)}, after: \\"${usable[n % usable.length]}\\"`,
  );
  return template`{"query":"{ appUsage(${eachOf(literals)}) { ${PAGE} } }"}`;
}

function entities({ date, appIds }: Target): Template {
  const between = Math.floor((appIds.length - REPRESENTATIONS) / REPRESENTATION_LISTS);
  const lists = Array.from({ length: REPRESENTATION_LISTS }, (_, index) =>
    JSON.stringify(
      appIds
        .slice(index * between, index * between + REPRESENTATIONS)
        .map((appId) => ({ __typename: 'AppUsage', appId, date })),
    ),
  );
  return template`{"query":"query Q($representations: [_Any!]!) { _entities(representations: $representations) { ... on AppUsage { ${NODE} } } }","variables":{"representations":${eachOf(lists)},"nonce":${count()}}}`;
}

/** Each has another bound, which the counts of all apps but one are below. */
function orderedAndFiltered({ date }: Target): Template {
  const conditions = template`[{"metric":"FORM_COOP","min":1},{"metric":"DATA","max":1${count()}00000}]`;
  return template`{"query":"query Q($date: Date, $first: Int, $filter: AppUsageFilter, $orderBy: AppUsageOrder) { appUsage(date: $date, first: $first, filter: $filter, orderBy: $orderBy) { ${PAGE} } }","variables":{"date":"${date}","first":100,"orderBy":${eachOf(ORDERS)},"filter":{"metrics":${conditions}},"nonce":${count()}}}`;
}

/** In two halves: a page holds at most 100 days. */
function histories({ date, oldAppIds }: Target): Template {
  const before = (days: number) => new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);
  const days = {
    from: before(2 * HALF_HISTORY_DAYS - 1),
    middle: before(HALF_HISTORY_DAYS),
    next: before(HALF_HISTORY_DAYS - 1),
    to: date,
  };
  const selection = `nodes { date metrics { ${METRICS} } } missingDates`;
  return template`{"query":"query Q($appId: ID!, $from: Date!, $middle: Date!, $next: Date!, $to: Date!) { app(appId: $appId) { earlier: usageHistory(from: $from, to: $middle, first: 100) { ${selection} } later: usageHistory(from: $next, to: $to, first: 100) { ${selection} } } }","variables":{"appId":"${eachOf(oldAppIds)}",${JSON.stringify(days).slice(1, -1)},"nonce":${count()}}}`;
}
