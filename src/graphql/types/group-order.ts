import type { GroupOrder as GroupOrderShape } from '../../archive/group-query.ts';
import { METRICS } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';
import { METRIC_DESCRIPTIONS } from './metric.ts';
import { OrderDirection } from './usage-order.ts';

interface OrderByValue {
  readonly value: GroupOrderShape['by'];
  readonly description: string;
}

/** The count of apps is that of the rows. */
const metricValues: readonly (readonly [string, OrderByValue])[] = METRICS.flatMap(({ metric }) =>
  metric === 'app' ? [] : [[enumName(metric), { value: metric, description: METRIC_DESCRIPTIONS[metric] }]],
);

const GroupOrderBy = builder.enumType('GroupOrderBy', {
  description: 'What groups are ordered by.',
  values: {
    KEY: {
      value: 'key',
      description: 'By key: creators by id, months from the oldest, ages from TODAY to NEVER.',
    },
    APPS: { value: 'rows', description: 'By the number of apps.' },
    ...Object.fromEntries(metricValues),
  },
});

export const GroupOrder = builder.inputType('GroupOrder', {
  description: 'An order of groups. Unknown values come last either way; equal ones are ordered by key.',
  fields: (t) => ({
    by: t.field({ type: GroupOrderBy, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which way round. Default: the greatest first.',
    }),
  }),
});
