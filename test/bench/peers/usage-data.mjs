/**
 * What all peers answer: 1,000 invented apps in memory, and the part of our schema that the bench asks for. Ids, cursors
 * and names are as long as the gateway's, so that all write equally many bytes.
 */
const METRICS =
  'app formCoop formWorkflow dash etl aggregate publicLink dataTrigger automation bpa data dailyAutomationExec dailyAttachmentUpload'.split(
    ' ',
  );
/** APP to DAILY_ATTACHMENT_UPLOAD, and the field of each. */
const FIELD_OF = new Map(
  METRICS.map((field) => [field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), field]),
);
const APP_COUNT = 1000;
/** Histories repeat after so many apps: 180,000 objects would be more than the peers' memory is asked for. */
const HISTORY_COUNT = 20;
const HISTORY_DAYS = 180;
const DAY_MS = 86_400_000;
/** Three days ago, as the bench asks for it. */
const DATE = daysBefore(3);

export const TYPE_DEFS = `
  scalar Date
  scalar _Any
  union _Entity = AppUsage
  type Query {
    appUsage(date: Date, first: Int, after: String, filter: AppUsageFilter, orderBy: AppUsageOrder): AppUsageConnection
    app(appId: ID!): App
    _entities(representations: [_Any!]!): [_Entity]!
  }
  type AppUsageConnection { date: String!  edges: [AppUsageEdge]!  pageInfo: PageInfo! }
  type AppUsageEdge { cursor: String!  node: AppUsage! }
  type PageInfo { hasNextPage: Boolean!  endCursor: String }
  type AppUsage {
    id: ID!  date: String!  appId: ID!  appName: String!  creator: Member
    createdAt: String  lastEditAt: String  lastVisitAt: String  metrics: UsageMetrics
  }
  type Member { id: ID! }
  type App { appId: ID!  usageHistory(from: Date!, to: Date!, first: Int): AppUsageHistory! }
  type AppUsageHistory { nodes: [AppUsage]!  missingDates: [String!]! }
  type UsageMetrics { ${METRICS.map((name) => `${name}: Float`).join(' ')} }
  enum Metric { ${[...FIELD_OF.keys()].join(' ')} }
  enum OrderDirection { ASC DESC }
  input MetricCondition { metric: Metric!  min: Float  max: Float }
  input AppUsageFilter { metrics: [MetricCondition!] }
  input AppUsageOrder { by: Metric!  direction: OrderDirection! = DESC }
`;

const APPS = Array.from({ length: APP_COUNT }, (_, place) => usageOf(place, DATE));
const PLACE_OF = new Map(APPS.map(({ appId }, place) => [appId, place]));
const CURSORS = APPS.map((_app, place) => `cursor:${DATE}:${place}`);
const HISTORIES = Array.from({ length: HISTORY_COUNT }, (_, place) =>
  Array.from({ length: HISTORY_DAYS }, (_day, index) =>
    usageOf(place, daysBefore(3 + HISTORY_DAYS - 1 - index)),
  ),
);

export const RESOLVERS = {
  Query: {
    appUsage: (_root, args) => appUsage(args),
    app: (_root, { appId }) => (PLACE_OF.has(appId) ? { appId } : null),
    _entities: (_root, args) => entities(args),
  },
  App: { usageHistory: (app, args) => usageHistory(app, args) },
};

export function appUsage({ first = 20, after, filter, orderBy }) {
  const apps = filter || orderBy ? ordered(filter?.metrics ?? [], orderBy) : APPS;
  const start = after === undefined || after === null ? 0 : Number(after.split(':')[2]) + 1;
  const edges = apps
    .slice(start, start + first)
    .map((node, index) => ({ cursor: CURSORS[start + index], node }));
  return {
    date: DATE,
    edges,
    pageInfo: { hasNextPage: start + first < apps.length, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

export function entities({ representations }) {
  return representations.map(({ appId, date }) => {
    const place = PLACE_OF.get(appId);
    return place === undefined || date !== DATE ? null : APPS[place];
  });
}

export function usageHistory({ appId }, { from, to, first = 20 }) {
  const nodes = HISTORIES[PLACE_OF.get(appId) % HISTORY_COUNT]
    .filter(({ date }) => date >= from && date <= to)
    .slice(0, first);
  return { nodes, missingDates: [] };
}

function ordered(conditions, orderBy) {
  const met = APPS.filter(({ metrics }) =>
    conditions.every(({ metric, min = 0, max = Number.POSITIVE_INFINITY }) => {
      const count = metrics[FIELD_OF.get(metric)];
      return count >= min && count <= max;
    }),
  );
  if (!orderBy) return met;
  const field = FIELD_OF.get(orderBy.by);
  const sign = orderBy.direction === 'ASC' ? 1 : -1;
  return met.sort((a, b) => sign * (a.metrics[field] - b.metrics[field]));
}

function usageOf(place, date) {
  const usage = {
    id: `AppUsage:${date}:${String(place).padStart(39, '0')}`,
    date,
    appId: `65f0000000000000${String(place).padStart(8, '0')}`,
    appName: `Invented App ${place}`,
    creator: { id: `Member:${String(place % 50).padStart(35, '0')}` },
    createdAt: '2025-01-02T03:04:05+08:00',
    lastEditAt: '2026-10-02T03:04:05+08:00',
    lastVisitAt: '2026-11-19T03:04:05+08:00',
    metrics: Object.fromEntries(METRICS.map((name, index) => [name, (place * 37 + index * 11) % 997])),
  };
  // Tells members of a union apart, and is not stringified.
  return Object.defineProperty(usage, '__typename', { value: 'AppUsage' });
}

function daysBefore(days) {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}
