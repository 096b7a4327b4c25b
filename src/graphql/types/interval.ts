import type { Interval as IntervalName } from '../../usage/periods.ts';
import { builder } from '../builder.ts';

export const Interval = builder.enumType('Interval', {
  description: 'How long a period is. Days are counted in UTC+8.',
  values: {
    DAY: { value: 'day', description: 'A day.' },
    WEEK: { value: 'week', description: 'A week, from Monday to Sunday.' },
    MONTH: { value: 'month', description: 'A calendar month.' },
  } as const satisfies Record<string, { value: IntervalName; description: string }>,
});
