import type { ChangeKind as ChangeKindName } from '../../archive/change-query.ts';
import { builder } from '../builder.ts';

export const ChangeKind = builder.enumType('ChangeKind', {
  description: 'What has become of an app between two days.',
  values: {
    CREATED: { value: 'created', description: 'It is there on the later day only.' },
    DELETED: { value: 'deleted', description: 'It is there on the earlier day only.' },
    CHANGED: { value: 'changed', description: 'A count that is known on both days differs.' },
    UNCHANGED: { value: 'unchanged', description: 'No count that is known on both days differs.' },
  } as const satisfies Record<string, { value: ChangeKindName; description: string }>,
});
