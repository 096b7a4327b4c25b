import { ImplementableInterfaceRef } from '@pothos/core';
import { builder } from '../builder.ts';
import { checkIdCount } from '../identity/checked-ids.ts';
import { loadEachNode, loadedTypename, loadNode, loadNodes, type NodeShape } from '../identity/load-node.ts';
import { decodeGlobalId } from '../identity/node-key.ts';
import { LASTING } from '../lasting-fields.ts';
import { isStreamed } from '../selected-in-parts.ts';

export const Node = new ImplementableInterfaceRef<
  (typeof builder)['$inferSchemaTypes'],
  NodeShape | Error,
  object
>(builder, 'Node');

Node.implement({
  description: 'Anything that has an id by which it can be fetched again.',
  resolveType: loadedTypename,
  fields: (t) => ({
    id: t.id({
      description: 'Global id, for `node(id:)`.',
      resolve: () => {
        throw new Error('each type that implements Node has an id of its own');
      },
    }),
  }),
});

// Every Relay subgraph has these two: without @shareable no two of them compose.
builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    shareable: true,
    extensions: LASTING,
    description:
      'Fetches an App, AppUsage, Member or MemberUsage again by its global `id`; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'The `id` of a node, unchanged.' }) },
    resolve: (_root, { id }, { operation }) => loadNode(decodeGlobalId(id), operation),
  }),
);

builder.queryField('nodes', (t) =>
  t.field({
    type: [Node],
    nullable: { list: false, items: true },
    shareable: true,
    extensions: LASTING,
    description:
      'Fetches several nodes by their global ids, in the given order; null where there is none, or where the look-up failed: the error is at its path.',
    args: {
      ids: t.arg.idList({ required: true, description: 'The `id`s of nodes, unchanged; at most 1000.' }),
    },
    resolve: (_root, { ids }, { operation }, info) => {
      checkIdCount('ids', ids.length);
      if (isStreamed(info)) return loadEachNode(ids, decodeGlobalId, operation);
      return loadNodes(ids, decodeGlobalId, operation);
    },
  }),
);
