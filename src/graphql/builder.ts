import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import RelayPlugin from '@pothos/plugin-relay';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { GatewayContext } from './context.ts';
import { decodeGlobalId, encodeGlobalId } from './global-id.ts';

interface SchemaTypes {
  Context: GatewayContext;
  DefaultFieldNullability: false;
  Scalars: {
    Date: { Input: StatisticsDay; Output: StatisticsDay };
    DateTime: { Input: string; Output: string };
    Count: { Input: number; Output: number };
    ID: { Input: string; Output: string };
  };
}

/** The schema's builder; types are added to it by the modules that `schema.ts` imports. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [DirectivesPlugin, RelayPlugin, FederationPlugin],
  defaultFieldNullability: false,
  relay: {
    encodeGlobalID: encodeGlobalId,
    decodeGlobalID: decodeGlobalId,
    nodeTypeOptions: { description: 'Anything that has an id by which it can be fetched again.' },
    idFieldOptions: { description: 'Global id, for `node(id:)`.' },
    hasNextPageFieldOptions: { description: 'True when there is more behind this page.' },
    hasPreviousPageFieldOptions: { description: 'True when there is more in front of this page.' },
    startCursorFieldOptions: {
      nullable: true,
      description: 'Pass it as `before` for the page in front of this one. null on an empty page.',
    },
    endCursorFieldOptions: {
      nullable: true,
      description: 'Pass it as `after` for the page behind this one. null on an empty page.',
    },
    // Every Relay subgraph has these: without @shareable no two of them compose.
    pageInfoTypeOptions: { description: 'Where a page stands in its connection.', shareable: true },
    nodeQueryOptions: {
      shareable: true,
      description: 'Fetches an App, AppUsage or Member again by its global `id`; null when there is none.',
      args: { id: { description: 'The `id` of a node, unchanged.' } },
    },
    nodesQueryOptions: {
      shareable: true,
      description: 'Fetches several nodes by their global ids, in the given order; null where there is none.',
      args: { ids: { description: 'The `id`s of nodes, unchanged.' } },
    },
  },
});

builder.queryType({
  description:
    "Usage statistics of a Jodoo organization. Days are calendar days in UTC+8; yesterday's numbers are the newest.",
});
