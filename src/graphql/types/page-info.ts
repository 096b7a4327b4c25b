import { builder } from '../builder.ts';
import { type Cursor, encodeCursor } from '../paging/cursor.ts';
import type { PageInfoShape } from '../paging/page-info.ts';

const textOf = (cursor: Cursor | null) => cursor && encodeCursor(cursor);

export const PageInfo = builder.objectRef<PageInfoShape>('PageInfo').implement({
  description: 'Where a page stands in its connection.',
  // Every Relay subgraph has it: without @shareable no two of them compose.
  shareable: true,
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'True when there is more behind this page.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'True when there is more in front of this page.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'Pass it as `before` for the page in front of this one. null on an empty page.',
      resolve: ({ start }) => textOf(start),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Pass it as `after` for the page behind this one. null on an empty page.',
      resolve: ({ end }) => textOf(end),
    }),
  }),
});
