/** Query.appUsageChanges. */
import { builder } from '../builder.ts';
import { LASTING } from '../lasting-fields.ts';
import { changesPage } from '../paging/changes-page.ts';
import { USAGE_LISTS } from '../usage-lists.ts';
import { ChangeKind } from './change-kind.ts';
import { pageArgs } from './page-args.ts';
import { AppUsageChangeConnection } from './usage-change.ts';
import { UsageChangeOrder } from './usage-change-order.ts';
import { filterOf, usageFilterTypes } from './usage-filter.ts';

builder.queryField('appUsageChanges', (t) =>
  t.field({
    type: AppUsageChangeConnection,
    nullable: true,
    extensions: LASTING,
    description:
      'What changed between two days, app by app. Completes both days: a call for each 100 apps of a day, once.',
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The earlier day.' }),
      to: t.arg({ type: 'Date', required: true, description: 'The later day.' }),
      orderBy: t.arg({ type: UsageChangeOrder, description: 'Left out: by app id.' }),
      kinds: t.arg({ type: [ChangeKind], description: 'Only changes of these kinds. Left out: all apps.' }),
      filter: t.arg({
        type: usageFilterTypes.app,
        description: 'Only apps that fulfil it on the later day; deleted ones on the earlier day.',
      }),
      ...pageArgs('apps'),
    },
    resolve: (_root, { orderBy, kinds, filter, ...args }, { operation }) =>
      changesPage(
        USAGE_LISTS.app,
        { kinds: kinds ?? undefined, filter: filterOf(filter), order: orderBy ?? undefined, ...args },
        operation,
      ),
  }),
);
