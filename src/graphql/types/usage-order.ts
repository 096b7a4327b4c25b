/** OrderDirection, AppUsageOrder and MemberUsageOrder. */
import type { OrderKey } from '../../archive/row-query.ts';
import { builder } from '../builder.ts';
import { enumName } from '../enum-name.ts';
import { forEachList } from '../usage-lists.ts';
import { METRIC_DESCRIPTIONS } from './metric.ts';

const DESCRIPTIONS: Readonly<Record<OrderKey, string>> = {
  ...METRIC_DESCRIPTIONS,
  name: 'By name, upper and lower case alike.',
  createdAt: 'By the instant of creation.',
  lastEditAt: 'By the instant of the last edit.',
  lastVisitAt: 'By the instant of the last visit.',
};

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way round.',
  values: {
    ASC: { value: 'asc', description: 'The smallest, oldest or first in the alphabet first.' },
    DESC: { value: 'desc', description: 'The greatest, newest or last in the alphabet first.' },
  } as const,
});

export const usageOrderTypes = forEachList(({ noun, usageType, orderKeys }) => {
  const OrderBy = builder.enumType(`${usageType}OrderBy`, {
    description: `What ${noun.many} are ordered by.`,
    values: Object.fromEntries(
      orderKeys.map((key) => [enumName(key), { value: key, description: DESCRIPTIONS[key] }]),
    ),
  });
  return builder.inputType(`${usageType}Order`, {
    description: `An order of ${noun.many}. Unknown values come last either way; equal ones are ordered by ${noun.one} id.`,
    fields: (t) => ({
      by: t.field({ type: OrderBy, required: true, description: 'What to order by.' }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: 'desc',
        description: 'Which way round. Default: the greatest first.',
      }),
    }),
  });
});
