/** Query.appUsageGroups. */
import { builder } from '../builder.ts';
import { LASTING } from '../lasting-fields.ts';
import { groupsPage } from '../paging/groups-page.ts';
import { USAGE_LISTS } from '../usage-lists.ts';
import { GroupBy } from './group-by.ts';
import { GroupOrder } from './group-order.ts';
import { pageArgs } from './page-args.ts';
import { filterOf, usageFilterTypes } from './usage-filter.ts';
import { UsageGroupConnection } from './usage-group.ts';

builder.queryField('appUsageGroups', (t) =>
  t.field({
    type: UsageGroupConnection,
    nullable: true,
    extensions: LASTING,
    description:
      'The apps of one day in groups, counted and summed. Completes the day: a call for each 100 apps, once.',
    args: {
      date: t.arg({
        type: 'Date',
        description: "Which day. Left out: the cursor's day, else the latest, yesterday in UTC+8.",
      }),
      by: t.arg({ type: GroupBy, required: true, description: 'What to group by.' }),
      filter: t.arg({ type: usageFilterTypes.app, description: 'Only apps that fulfil it.' }),
      orderBy: t.arg({ type: GroupOrder, description: 'Left out: by key, ascending.' }),
      ...pageArgs('groups'),
    },
    resolve: (_root, { filter, orderBy, ...args }, { operation }) =>
      groupsPage(
        USAGE_LISTS.app,
        { filter: filterOf(filter), order: orderBy ?? undefined, ...args },
        operation,
      ),
  }),
);
