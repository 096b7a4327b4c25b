/** AppUsage and MemberUsage. What only one of them has is in a file of its own. */
import { entityKey } from '../identity/entity-key.ts';
import { encodeGlobalId } from '../identity/node-key.ts';
import { longLived, OF_PARENT } from '../of-parent.ts';
import { shareOfOrganization } from '../share-of-organization.ts';
import { USAGE_LISTS, type UsageList } from '../usage-lists.ts';
import { Metric } from './metric.ts';
import { Node } from './node.ts';
import { entityTypes, usageTypes } from './object-refs.ts';
import { UsageMetrics } from './usage-metrics.ts';

for (const list of Object.values(USAGE_LISTS)) defineUsage(list);

function defineUsage({ kind, noun, idField, entityField, about }: UsageList): void {
  usageTypes[kind].implement({
    description: about.usage,
    interfaces: [Node],
    extensions: longLived(),
    directives: entityKey(`${idField} date`),
    fields: (t) => ({
      id: t.id({
        shareable: true,
        extensions: OF_PARENT,
        description: `Global id, for \`node(id:)\`: names the ${noun.one} and the day.`,
        resolve: ({ id, date }) => encodeGlobalId({ kind, id, day: date }),
      }),
      date: t.expose('date', { type: 'Date', description: 'The day that was counted.' }),
      [idField]: t.exposeID('id', { description: `The ${noun.one}'s id in Jodoo.` }),
      metrics: t.expose('metrics', {
        type: UsageMetrics,
        nullable: true,
        description:
          'The numbers of that day. null: usage statistics were not collected (Jodoo starts when an administrator first opens Management Tools > Usage Statistics).',
      }),
      share: t.float({
        nullable: true,
        description: `The ${noun.one}'s part of the organization's count on that day, from 0 to 1. null where one of them is unknown, or the organization has none. One call a day of the overview, for all ${noun.many}.`,
        args: { metric: t.arg({ type: Metric, required: true, description: 'Which count.' }) },
        resolve: (row, { metric }, { operation }) => shareOfOrganization(row, metric, operation),
      }),
      [entityField]: t.field({
        type: entityTypes[kind],
        extensions: OF_PARENT,
        description: `The ${noun.one} itself, whatever the day.`,
        resolve: ({ id, name }) => ({ id, name }),
      }),
    }),
  });
}
