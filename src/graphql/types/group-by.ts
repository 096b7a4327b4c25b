import type { GroupBy as GroupByName } from '../../archive/group-query.ts';
import { builder } from '../builder.ts';

export const GroupBy = builder.enumType('GroupBy', {
  description: 'What the apps of a group have in common, and what the keys of the groups are.',
  values: {
    CREATOR: { value: 'creator', description: "Their creator. The key is the member's id in Jodoo." },
    CREATED_MONTH: {
      value: 'createdMonth',
      description: 'The month of their creation, in UTC+8. The key is `yyyy-MM`.',
    },
    LAST_VISIT_AGE: {
      value: 'lastVisitAge',
      description:
        'How long ago the last visit was, that day included: `TODAY`, `WEEK` (within 7 days), `MONTH` (within 30), `QUARTER` (within 90), `OLDER`, `NEVER`.',
    },
  } as const satisfies Record<string, { value: GroupByName; description: string }>,
});
