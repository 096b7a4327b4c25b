/** What all peers answer: 1,000 invented apps in memory, and the part of our schema that the bench asks for. */
const METRICS =
  'app formCoop formWorkflow dash etl aggregate publicLink dataTrigger automation bpa data dailyAutomationExec dailyAttachmentUpload'.split(
    ' ',
  );

export const TYPE_DEFS = `
  type Query { appUsage(date: String, first: Int, after: String): AppUsageConnection }
  type AppUsageConnection { date: String!  edges: [AppUsageEdge]!  pageInfo: PageInfo! }
  type AppUsageEdge { cursor: String!  node: AppUsage! }
  type PageInfo { hasNextPage: Boolean!  endCursor: String }
  type AppUsage {
    id: ID!  date: String!  appId: ID!  appName: String!  creator: Member
    createdAt: String  lastEditAt: String  lastVisitAt: String  metrics: UsageMetrics
  }
  type Member { id: ID!  name: String! }
  type UsageMetrics { ${METRICS.map((name) => `${name}: Float`).join(' ')} }
`;

const APPS = Array.from({ length: 1000 }, (_, place) => ({
  id: `AppUsage:${place}`,
  date: '2026-11-20',
  appId: `65f0000000000000${String(place).padStart(8, '0')}`,
  appName: `App ${place}`,
  creator: { id: `Member:${place % 50}`, name: `Member ${place % 50}` },
  createdAt: '2025-01-02T03:04:05.000Z',
  lastEditAt: '2026-10-02T03:04:05.000Z',
  lastVisitAt: '2026-11-19T03:04:05.000Z',
  metrics: Object.fromEntries(METRICS.map((name, index) => [name, place * 13 + index])),
}));

export function appUsage({ first = 20, after }) {
  const start = after === undefined || after === null ? 0 : Number(after) + 1;
  const edges = APPS.slice(start, start + first).map((node, index) => ({
    cursor: String(start + index),
    node,
  }));
  return {
    date: '2026-11-20',
    edges,
    pageInfo: { hasNextPage: start + first < APPS.length, endCursor: edges.at(-1)?.cursor ?? null },
  };
}
