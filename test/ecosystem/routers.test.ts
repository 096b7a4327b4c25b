import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices as composeStrictly } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { composeServices } from '@theguild/federation-composition';
import { parse, print, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE_SDL, type Catalogue, startCatalogue } from './catalogue.ts';
import { post, type RunningGateway, startGateway } from './gateway-process.ts';

const DAY = '2026-11-20';

let gateway: RunningGateway;
let catalogue: Catalogue;
let appIds: string[];
let services: { name: string; url: string; typeDefs: ReturnType<typeof parse> }[];
let supergraph: string;

beforeAll(async () => {
  gateway = await startGateway();
  const { data } = await post(gateway.url, '{ appUsage(first: 30) { nodes { appId } } _service { sdl } }');
  appIds = data.appUsage.nodes.map(({ appId }) => appId);
  catalogue = await startCatalogue(
    new Map([
      ['sales', appIds.slice(0, 12)],
      ['support', appIds.slice(12)],
    ]),
  );
  services = [
    { name: 'usage', url: gateway.url, typeDefs: parse(data._service.sdl) },
    { name: 'catalogue', url: catalogue.url, typeDefs: parse(CATALOGUE_SDL) },
  ];
  const composed = composeServices(services);
  expect(composed.errors).toBeUndefined();
  supergraph = composed.supergraphSdl ?? '';
});
afterAll(async () => {
  await gateway.close();
  await catalogue.close();
});

test('it composes with another Relay subgraph by a strict library too', () => {
  const { errors, supergraphSdl } = composeStrictly(services);
  expect(errors).toBeUndefined();
  expect(supergraphSdl).toContain('ownerTeam');
});

test('what lists and fields cost reaches the router, whichever library composes', () => {
  for (const text of [supergraph, composeStrictly(services).supergraphSdl ?? '']) {
    const told: string[] = [];
    // And clients of the router read which items are null by errors only.
    expect(/edges: \[AppUsageEdge\]! .*@semanticNonNull\(levels: \[1\]\)/.test(text)).toBe(true);
    visit(parse(text), {
      FieldDefinition({ name, directives = [] }) {
        if (name.value === 'appUsage') told.push(...directives.map((directive) => print(directive)));
      },
    });
    expect(told).toContain('@cost(weight: 10)');
    expect(told.find((directive) => directive.startsWith('@listSize('))).toContain('assumedSize: 20');
  }
});

const ROUTERS: readonly [string, () => Promise<{ url: string; close(): Promise<unknown> }>][] = [
  ['Hive Gateway', startHive],
  ['Apollo Gateway', startApollo],
];

describe.each(ROUTERS)('through %s', (_name, start) => {
  let router: { url: string; close(): Promise<unknown> };
  beforeAll(async () => {
    router = await start();
  });
  afterAll(() => router.close());

  test('usage is joined with what the catalogue knows of each app', async () => {
    const day = addDays(
      DAY,
      ROUTERS.findIndex(([, other]) => other === start),
    );
    const before = gateway.calls();
    const { data, errors } = await post(
      router.url,
      `{ appUsage(date: "${day}", first: 20) { nodes { appName metrics { data } app { ownerTeam tags } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.appUsage.nodes).toHaveLength(20);
    expect(data.appUsage.nodes[0]).toEqual({
      appName: 'CRM',
      metrics: { data: 5_000_000_000 },
      app: { ownerTeam: 'sales', tags: ['sales-tag'] },
    });
    expect(data.appUsage.nodes[15]?.app.ownerTeam).toBe('support');
    // What the same question costs without a router.
    expect(gateway.calls() - before).toBe(1);
  });

  test("the catalogue's apps are joined with their usage over the entity, in as few calls", async () => {
    const day = addDays(
      '2026-11-10',
      ROUTERS.findIndex(([, other]) => other === start),
    );
    const before = gateway.calls();
    const { data, errors } = await post(
      router.url,
      `{ catalogue(team: "sales") { appId ownerTeam name usage(date: "${day}") { date metrics { data } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.catalogue.map(({ appId }) => appId)).toEqual(appIds.slice(0, 12));
    expect(data.catalogue[0]).toMatchObject({
      name: 'CRM',
      usage: { date: day, metrics: { data: 5_000_000_000 } },
    });
    expect(gateway.calls() - before).toBe(2);
  });

  test("an error of the usage subgraph arrives with its code, beside the catalogue's data", async () => {
    const { data, errors } = await post(
      router.url,
      '{ catalogue(team: "sales") { appId usage(date: "2020-01-01") { date } } }',
    );
    expect(data.catalogue).toHaveLength(12);
    expect(JSON.stringify(errors)).toContain('2020-01-01 cannot be answered');
  });
});

async function startHive() {
  const runtime = createGatewayRuntime({ supergraph, logging: false });
  const server = createServer(runtime);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.closeAllConnections();
      server.close();
      await runtime.dispose();
    },
  };
}

async function startApollo() {
  const { supergraphSdl } = composeStrictly(services);
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl: supergraphSdl ?? '' }) });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { url, close: () => server.stop() };
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}
