import type { ChangeOrder } from '../../archive/change-query.ts';
import { builder } from '../builder.ts';
import { Metric } from './metric.ts';
import { OrderDirection } from './usage-order.ts';

const ChangeMeasure = builder.enumType('ChangeMeasure', {
  description: 'How a change is measured.',
  values: {
    ABSOLUTE: { value: 'absolute', description: 'By the difference, with its sign.' },
    PERCENT: {
      value: 'percent',
      description: 'By the difference in per cent of the earlier count; unknown where that is 0.',
    },
  } as const satisfies Record<string, { value: ChangeOrder['by']; description: string }>,
});

export const UsageChangeOrder = builder.inputType('UsageChangeOrder', {
  description: 'An order of changes. Unknown ones come last either way; equal ones are ordered by app id.',
  fields: (t) => ({
    metric: t.field({ type: Metric, required: true, description: 'The change of which count.' }),
    by: t.field({
      type: ChangeMeasure,
      required: true,
      defaultValue: 'absolute',
      description: 'How it is measured.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which way round. Default: the greatest growth first.',
    }),
  }),
});
