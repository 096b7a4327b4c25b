import type { OrderKey } from '../../archive/whole-day.ts';
import { METRICS } from '../../jodoo/metrics.ts';
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';
import { METRIC_DESCRIPTIONS } from './app-metrics.ts';

const BY_ATTRIBUTE: readonly { readonly key: OrderKey; readonly description: string }[] = [
  { key: 'name', description: 'By name, upper and lower case alike.' },
  { key: 'createdAt', description: 'By the instant of creation.' },
  { key: 'lastEditAt', description: 'By the instant of the last edit.' },
  { key: 'lastVisitAt', description: 'By the instant of the last visit.' },
];

const BY_METRIC = METRICS.flatMap(({ metric }) =>
  metric === 'app' ? [] : [{ key: metric, description: METRIC_DESCRIPTIONS[metric] }],
);

const AppUsageOrderBy = builder.enumType('AppUsageOrderBy', {
  description: 'What apps are ordered by.',
  values: Object.fromEntries(
    [...BY_ATTRIBUTE, ...BY_METRIC].map(({ key, description }) => [
      enumName(key),
      { value: key, description },
    ]),
  ),
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way round.',
  values: {
    ASC: { value: 'asc', description: 'The smallest, oldest or first in the alphabet first.' },
    DESC: { value: 'desc', description: 'The greatest, newest or last in the alphabet first.' },
  } as const,
});

export const AppUsageOrderInput = builder.inputType('AppUsageOrder', {
  description: 'An order of apps. Unknown values come last either way; equal ones are ordered by app id.',
  fields: (t) => ({
    by: t.field({ type: AppUsageOrderBy, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which way round; the greatest first unless given.',
    }),
  }),
});
