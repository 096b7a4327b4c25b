/** What is known of members only. */
import { builder } from '../builder.ts';
import { usagePage } from '../paging/usage-page.ts';
import { selectionOf } from '../paging/usage-selection.ts';
import { USAGE_LISTS } from '../usage-lists.ts';
import { entityTypes } from './object-refs.ts';
import { pageArgs } from './page-args.ts';
import { usageConnectionTypes } from './usage-connection.ts';
import { usageOrderTypes } from './usage-order.ts';

builder.objectField(entityTypes.member, 'apps', (t) =>
  t.field({
    type: usageConnectionTypes.app,
    description:
      'The apps that the member created, on one day. Completes the day: a call for each 100 apps, once.',
    args: {
      date: t.arg({
        type: 'Date',
        description: "Which day. Left out: the cursor's day, else the latest, yesterday in UTC+8.",
      }),
      ...pageArgs('apps'),
      orderBy: t.arg({ type: usageOrderTypes.app, description: "Another order than Jodoo's own." }),
    },
    resolve: ({ id }, { orderBy, ...args }, { operation }, info) =>
      usagePage(
        USAGE_LISTS.app,
        { filter: { creatorIds: [id] }, order: orderBy ?? undefined, ...args },
        selectionOf(info),
        operation,
      ),
  }),
);
