/** A second subgraph, as another team of the company might run it: who owns an app, and its tags. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

export const CATALOGUE_SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  type Query {
    catalogue(team: String!): [App!]!
    node(id: ID!): Node @shareable
    nodes(ids: [ID!]!): [Node]! @shareable
    teams(first: Int): TeamConnection!
  }

  scalar Date

  interface Node { id: ID! }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type TeamConnection { nodes: [Team]! pageInfo: PageInfo! }
  type Team implements Node { id: ID! name: String! since: Date }

  type App implements Node @key(fields: "appId") {
    id: ID! @shareable
    appId: ID!
    ownerTeam: String!
    tags: [String!]!
  }
`;

export interface Catalogue {
  readonly url: string;
  close(): Promise<void>;
}

export async function startCatalogue(teams: ReadonlyMap<string, readonly string[]>): Promise<Catalogue> {
  const teamOf = (appId: string) => [...teams].find(([, appIds]) => appIds.includes(appId))?.[0] ?? 'nobody';
  // An entity that two Relay subgraphs share has one global id in both.
  const globalId = (appId: string) => Buffer.from(`App:${appId}`).toString('base64url');
  const app = (appId: string) => ({
    id: globalId(appId),
    appId,
    ownerTeam: teamOf(appId),
    tags: [`${teamOf(appId)}-tag`],
  });
  const yoga = createYoga({
    logging: false,
    schema: buildSubgraphSchema({
      typeDefs: parse(CATALOGUE_SDL),
      resolvers: {
        Query: { catalogue: (_root, { team }: { team: string }) => (teams.get(team) ?? []).map(app) },
        App: { __resolveReference: ({ appId }: { appId: string }) => app(appId) },
      },
    }),
  });
  const server = createServer(yoga);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
