import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type ConcreteRequest,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { post, type RunningGateway, startGateway } from './gateway-process.ts';

const APPS_QUERY = `
  query AppsQuery($count: Int!, $cursor: String) {
    ...AppsPagination_query @arguments(count: $count, cursor: $cursor)
  }`;
const SOURCE = `
  import { graphql } from 'relay-runtime';
  export const fragment = graphql\`
    fragment AppsPagination_query on Query
    @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
    @refetchable(queryName: "AppsPaginationQuery") {
      appUsage(date: "2026-11-20", first: $count, after: $cursor) @connection(key: "Apps_appUsage") {
        edges { node { id appName metrics { data } } }
      }
    }\`;
  export const query = graphql\`${APPS_QUERY}\`;
  export const refetch = graphql\`
    query NodeQuery($id: ID!) {
      node(id: $id) { __typename id ... on AppUsage { appName date metrics { data } } }
    }\`;
`;

let gateway: RunningGateway;
let project: string;
let requests: Record<'page' | 'node', ConcreteRequest>;

beforeAll(async () => {
  gateway = await startGateway();
  // Inside this package, so that the compiler's output finds relay-runtime.
  project = await mkdtemp(join(import.meta.dirname, 'relay-project-'));
  await writeFile(join(project, 'Apps.js'), SOURCE);
  const config = {
    src: '.',
    schema: '../../../schema.graphql',
    language: 'javascript',
    eagerEsModules: true,
  };
  await writeFile(join(project, 'relay.config.json'), JSON.stringify(config));
  const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
  await promisify(execFile)(process.execPath, [compiler, './relay.config.json'], { cwd: project });
  const artifact = async (name: string) =>
    getRequest((await import(join(project, '__generated__', `${name}.graphql.js`))).default);
  requests = { page: await artifact('AppsPaginationQuery'), node: await artifact('NodeQuery') };
});
afterAll(async () => {
  await gateway.close();
  await rm(project, { recursive: true });
});

test('Relay pages through the connection and merges the pages in its store', async () => {
  const environment = relayEnvironment();
  let cursor: string | null = null;
  for (let page = 0; page < 3; page += 1) {
    const variables = { count: 90, cursor };
    await fetchQuery(environment, requests.page, variables).toPromise();
    const operation = createOperationDescriptor(requests.page, { count: 90, cursor: null });
    environment.retain(operation);
    const connection = connectionRecord(environment);
    cursor = connection.pageInfo?.endCursor ?? null;
  }
  const { edges, pageInfo } = connectionRecord(environment);
  expect(edges).toBe(240);
  expect(pageInfo?.hasNextPage).toBe(false);
  expect(gateway.sandbox.requests.length).toBeLessThanOrEqual(4);
});

test('Relay refetches a node by its id, and for nothing', async () => {
  const environment = relayEnvironment();
  const { data } = await post(gateway.url, '{ appUsage(date: "2026-11-20", first: 1) { nodes { id } } }');
  const before = gateway.calls();
  const answer = await fetchQuery(environment, requests.node, {
    id: data.appUsage.nodes[0]?.id,
  }).toPromise();
  expect(answer).toMatchObject({
    node: {
      __typename: 'AppUsage',
      appName: 'CRM',
      date: '2026-11-20',
      metrics: { data: 5_000_000_000 },
    },
  });
  expect(gateway.calls()).toBe(before);
});

function relayEnvironment(): Environment {
  return new Environment({
    network: Network.create(
      async ({ text }, variables) => (await post(gateway.url, text ?? '', variables)) as never,
    ),
    store: new Store(new RecordSource()),
  });
}

/** The merged connection as Relay's own handler keeps it. */
function connectionRecord(environment: Environment) {
  let found: { edges: number; pageInfo: { endCursor: string | null; hasNextPage: boolean } | null } = {
    edges: 0,
    pageInfo: null,
  };
  environment.commitUpdate((store) => {
    const connection = store.getRoot().getLinkedRecord('__Apps_appUsage_connection(date:"2026-11-20")');
    const pageInfo = connection?.getLinkedRecord('pageInfo');
    found = {
      edges: connection?.getLinkedRecords('edges')?.length ?? 0,
      pageInfo: pageInfo
        ? {
            endCursor: (pageInfo.getValue('endCursor') ?? null) as string | null,
            hasNextPage: pageInfo.getValue('hasNextPage') === true,
          }
        : null,
    };
  });
  return found;
}
