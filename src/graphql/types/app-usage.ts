import type { AppUsageRow } from '../../jodoo/app-usage-row.ts';
import { builder } from '../builder.ts';
import { appUsageReference, readReference } from '../entity-reference.ts';
import { appUsageKey, parseAppUsageKey } from '../global-id.ts';
import { requestedDay } from '../requested-day.ts';
import { AppMetrics } from './app-metrics.ts';
import { App } from './app-ref.ts';
import { Member } from './member.ts';

export const AppUsage = builder.node(builder.objectRef<AppUsageRow>('AppUsage'), {
  description: 'One app on one day.',
  id: {
    resolve: ({ date, appId }) => appUsageKey(date, appId),
    description: 'Global id, for `node(id:)`: names the app and the day.',
    shareable: true,
  },
  loadOne: async (key, context) => {
    const { day, appId } = parseAppUsageKey(key);
    const fact = await context.appFacts.load({ day: await requestedDay(day, context), appId });
    return fact.kind === 'row' ? fact.row : null;
  },
  fields: (t) => ({
    date: t.expose('date', { type: 'Date', description: 'The day that was counted.' }),
    appId: t.exposeID('appId', { description: "The app's id in Jodoo." }),
    appName: t.exposeString('appName', { description: "The app's name as Jodoo gave it for that day." }),
    creator: t.expose('creator', {
      type: Member,
      nullable: true,
      description: 'Who created the app; null when Jodoo does not say.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the app was created.',
    }),
    lastEditAt: t.expose('lastEditAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the app was last edited; null if never.',
    }),
    lastVisitAt: t.expose('lastVisitAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the app was last visited; null if never.',
    }),
    metrics: t.expose('metrics', {
      type: AppMetrics,
      nullable: true,
      description:
        'The numbers of that day. null: usage statistics were not collected (Jodoo starts when an administrator first opens Management Tools > Usage Statistics).',
    }),
    app: t.field({
      type: App,
      description: 'The app itself, whatever the day.',
      resolve: ({ appId }) => ({ appId }),
    }),
  }),
});

builder.asEntity(AppUsage, {
  key: builder.selection<{ appId: string; date: string }>('appId date'),
  resolveReference: async (reference, context) => {
    const { appId, date } = readReference(appUsageReference, reference);
    const fact = await context.appFacts.load({ day: await requestedDay(date, context), appId });
    // A copy: the subgraph library writes the type's name into it.
    return fact.kind === 'row' ? { ...fact.row } : null;
  },
});
