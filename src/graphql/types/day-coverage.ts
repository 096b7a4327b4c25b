import type { Coverage as CoverageName, DayCoverage as DayCoverageShape } from '../../archive/archive.ts';
import { builder } from '../builder.ts';

const Coverage = builder.enumType('Coverage', {
  description: "How much of a day's list is archived.",
  values: {
    NONE: { value: 'none', description: 'Nothing.' },
    PARTIAL: { value: 'partial', description: 'Some of it, or all of it before it had settled.' },
    COMPLETE: { value: 'complete', description: 'All of it, for good.' },
    NOT_COLLECTED: {
      value: 'notCollected',
      description: 'Jodoo collected no usage statistics for that day.',
    },
  } as const satisfies Record<string, { value: CoverageName; description: string }>,
});

export const DayCoverage = builder.objectRef<DayCoverageShape>('DayCoverage').implement({
  description: 'What is archived of one day.',
  fields: (t) => ({
    date: t.expose('day', { type: 'Date', description: 'The day.' }),
    apps: t.field({
      type: Coverage,
      description: 'Of its list of apps.',
      resolve: ({ lists }) => lists.app,
    }),
    members: t.field({
      type: Coverage,
      description: 'Of its list of members.',
      resolve: ({ lists }) => lists.member,
    }),
    organization: t.field({
      type: Coverage,
      description: 'Of its overview.',
      resolve: ({ lists }) => lists.organization,
    }),
    settled: t.exposeBoolean('settled', { description: 'True: all three are complete for good.' }),
  }),
});
