import { ORGANIZATION_ID } from '../../jodoo/usage-row.ts';
import { builder } from '../builder.ts';
import { LASTING } from '../lasting-fields.ts';
import { answerSeries, seriesArgs, UsageSeries } from './usage-series.ts';

builder.queryField('organizationSeries', (t) =>
  t.field({
    type: UsageSeries,
    nullable: true,
    extensions: LASTING,
    description: 'The whole organization by day, week or month, as Jodoo itself counts it.',
    args: seriesArgs('a call a day'),
    resolve: (_root, args, context, info) =>
      answerSeries('organization', ORGANIZATION_ID, args, context, info),
  }),
);
