/** What `bench:warm` asks: the documents of its columns, and how each makes its nth request. */
const METRICS =
  'app formCoop formWorkflow dash etl aggregate publicLink dataTrigger automation bpa data dailyAutomationExec dailyAttachmentUpload';
/** The name that a creator has now may change, so that an answer with it is none that lasts. */
const NODE = `id date appId appName creator { id } createdAt lastEditAt lastVisitAt metrics { ${METRICS} }`;
const PAGE = `date edges { cursor node { ${NODE} } } pageInfo { hasNextPage endCursor }`;
const SMALL = 'edges { node { appName } }';

export interface Column {
  readonly title: string;
  readonly body: (
    n: number,
    target: { readonly date: string; readonly cursors: readonly string[] },
  ) => string;
}

export const COLUMNS: readonly Column[] = [
  { title: '20 edges repeated', body: (_n, { date }) => repeated(PAGE, date, 20) },
  { title: '100 edges repeated', body: (_n, { date }) => repeated(PAGE, date, 100) },
  { title: 'small repeated', body: (_n, { date }) => repeated(SMALL, date, 1) },
  {
    title: '20 edges, other variables',
    // The further variable is not declared, and so ignored: it makes the bytes of each request new.
    body: (n, { date, cursors }) =>
      request(documentOf('Q', PAGE), { date, first: 20, after: cursors[n % cursors.length], nonce: n }),
  },
  {
    title: '20 edges, new document',
    body: (n, { date }) => request(documentOf(`N${n}`, PAGE), { date, first: 20 }),
  },
  {
    title: '100 edges, new document',
    body: (n, { date }) => request(documentOf(`N${n}`, PAGE), { date, first: 100 }),
  },
  {
    title: 'small, new document',
    body: (n, { date }) => request(documentOf(`N${n}`, SMALL), { date, first: 1 }),
  },
];

function repeated(selection: string, date: string, first: number): string {
  return request(documentOf('Q', selection), { date, first });
}

/** `DATE` stands for the type of a date, which the gateway and its peers name differently. */
function documentOf(name: string, selection: string): string {
  return `query ${name}($date: DATE, $first: Int, $after: String) { appUsage(date: $date, first: $first, after: $after) { ${selection} } }`;
}

function request(query: string, variables: object): string {
  return JSON.stringify({ query, variables });
}
