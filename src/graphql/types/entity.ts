/** App and Member, and their fields of Query. What only one of them has is in a file of its own. */
import { whenReady } from '../../usage/maybe-promise.ts';
import { builder } from '../builder.ts';
import { checkedId } from '../identity/checked-ids.ts';
import { entityKey } from '../identity/entity-key.ts';
import { findEntity, knownEntity } from '../identity/entity-shape.ts';
import { findUsage } from '../identity/load-node.ts';
import { encodeGlobalId } from '../identity/node-key.ts';
import { OF_PARENT } from '../of-parent.ts';
import { rowsComeLater } from '../paging/arriving-page.ts';
import { usageHistory } from '../paging/usage-history.ts';
import { USAGE_LISTS, type UsageList } from '../usage-lists.ts';
import { Node } from './node.ts';
import { entityTypes, usageTypes } from './object-refs.ts';
import { pageArgs } from './page-args.ts';
import { rangeArgs, waitArg } from './range-args.ts';
import { usageHistoryTypes } from './usage-history.ts';
import { answerSeries, seriesArgs, UsageSeries } from './usage-series.ts';

for (const list of Object.values(USAGE_LISTS)) {
  defineEntity(list);
  defineQuery(list);
}

function defineEntity(list: UsageList): void {
  const { kind, noun, idField, about } = list;
  entityTypes[kind].implement({
    description: about.entity,
    interfaces: [Node],
    directives: entityKey(idField),
    fields: (t) => ({
      id: t.id({
        shareable: true,
        extensions: OF_PARENT,
        description: 'Global id, for `node(id:)`.',
        resolve: ({ id }) => encodeGlobalId({ kind, id, day: null }),
      }),
      [idField]: t.exposeID('id', { description: `The ${noun.one}'s id in Jodoo.` }),
      name: t.string({
        nullable: list.isNameNullable,
        description: `The ${noun.one}'s name on the latest day that this gateway has seen it.`,
        resolve: (entity, _args, { operation }) =>
          whenReady(knownEntity(kind, entity, operation), (latest) => latest?.name ?? entity.name),
      }),
      usage: t.field({
        type: usageTypes[kind],
        nullable: true,
        description: `Its numbers on one day; null when Jodoo does not know the ${noun.one} on that day.`,
        args: {
          date: t.arg({ type: 'Date', description: 'Which day. Left out: the latest, yesterday in UTC+8.' }),
        },
        resolve: ({ id }, { date }, { operation }) => findUsage(kind, id, date, operation),
      }),
      usageHistory: t.field({
        type: usageHistoryTypes[kind],
        description: 'Its numbers over a range of days, from the archive.',
        args: { ...rangeArgs(), ...waitArg('at most a call a day'), ...pageArgs('days') },
        resolve: ({ id }, args, context, info) => usageHistory(list, id, args, context, rowsComeLater(info)),
      }),
      series: t.field({
        type: UsageSeries,
        description: 'Its numbers by day, week or month.',
        args: seriesArgs('at most a call a day'),
        resolve: ({ id }, args, context, info) => answerSeries(kind, id, args, context, info),
      }),
    }),
  });
}

function defineQuery({ kind, noun, idField, entityField }: UsageList): void {
  builder.queryField(entityField, (t) =>
    t.field({
      type: entityTypes[kind],
      nullable: true,
      description: `One ${noun.one} by its Jodoo id; null when neither the archive nor the latest day knows it.`,
      args: {
        [idField]: t.arg.id({ required: true, description: `The ${noun.one}'s id in Jodoo.` }),
      },
      resolve: (_root, args, { operation }) => findEntity(kind, checkedId(idField, args[idField]), operation),
    }),
  );
}
