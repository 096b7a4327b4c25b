/** Query.appUsage and Query.memberUsage. */
import { builder } from '../builder.ts';
import { MAX_IDS } from '../identity/checked-ids.ts';
import { LASTING } from '../lasting-fields.ts';
import { usagePage } from '../paging/usage-page.ts';
import { selectionOf } from '../paging/usage-selection.ts';
import { USAGE_LISTS, type UsageList } from '../usage-lists.ts';
import { pageArgs } from './page-args.ts';
import { usageConnectionTypes } from './usage-connection.ts';
import { filterOf, usageFilterTypes } from './usage-filter.ts';
import { usageOrderTypes } from './usage-order.ts';

for (const list of Object.values(USAGE_LISTS)) defineQuery(list);

function defineQuery(list: UsageList): void {
  const { kind, noun, pageField, idsArgument } = list;
  builder.queryField(pageField, (t) =>
    t.field({
      type: usageConnectionTypes[kind],
      nullable: true,
      extensions: LASTING,
      description: `Usage of ${noun.many} on one day: of the asked ids in the asked order, or of all ${noun.many} in Jodoo's own order.`,
      args: {
        date: t.arg({
          type: 'Date',
          description:
            "Which day. Left out: the cursor's day, else the latest, yesterday in UTC+8. See `gateway` for the range.",
        }),
        ...idsArg(list),
        ...pageArgs(noun.many),
        filter: t.arg({
          type: usageFilterTypes[kind],
          description: `Only ${noun.many} that fulfil it. Completes the day: a call for each 100 ${noun.many}, once.`,
        }),
        orderBy: t.arg({
          type: usageOrderTypes[kind],
          description: "Another order than Jodoo's own. Completes the day likewise.",
        }),
      },
      resolve: (_root, { filter, orderBy, ...args }, { operation }, info) =>
        usagePage(
          list,
          {
            ids: idsOf(args, idsArgument),
            filter: filterOf(filter),
            order: orderBy ?? undefined,
            ...args,
          },
          selectionOf(info),
          operation,
        ),
    }),
  );
}

/** The argument that names ids. Its name depends on the list, so the types of the arguments do not know it. */
function idsArg({ noun, idsArgument }: UsageList) {
  return builder.args((t) => ({
    [idsArgument]: t.idList({
      description: `Jodoo ids of ${noun.many}, at most ${MAX_IDS}; repeated ones count once. Absent or empty: all ${noun.many}.`,
    }),
  }));
}

function idsOf(args: object, name: string): string[] | undefined {
  const ids: unknown = Reflect.get(args, name);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : undefined;
}
