import { upstreamDays } from '../../jodoo/statistics-day.ts';
import { builder } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { appReference, readReference } from '../entity-reference.ts';
import { requestedDay } from '../requested-day.ts';
import { checkedAppIds } from './app-ids.ts';
import { App, type AppShape } from './app-ref.ts';
import { AppUsage } from './app-usage.ts';

builder.node(App, {
  description: 'An app of the organization, whatever the day.',
  id: { resolve: ({ appId }) => appId, description: 'Global id, for `node(id:)`.', shareable: true },
  loadOne: existingApp,
  fields: (t) => ({
    appId: t.exposeID('appId', { description: "The app's id in Jodoo." }),
    name: t.string({
      nullable: true,
      description: "The app's name on the latest day that this gateway has seen it; null before it has.",
      resolve: async ({ appId }, _args, { archived, operation }) => {
        operation.noteSettled(false);
        return (await archived.latestRows.load(appId))?.appName ?? null;
      },
    }),
    usage: t.field({
      type: AppUsage,
      nullable: true,
      description: 'Its numbers on one day; null when Jodoo does not know the app on that day.',
      args: {
        date: t.arg({
          type: 'Date',
          description: 'Which day. Left out: the latest, yesterday in UTC+8.',
        }),
      },
      resolve: async ({ appId }, { date }, context) => {
        const fact = await context.appFacts.load({ day: await requestedDay(date, context), appId });
        return fact.kind === 'row' ? fact.row : null;
      },
    }),
  }),
});

builder.queryField('app', (t) =>
  t.field({
    type: App,
    nullable: true,
    description: 'One app by its Jodoo id; null when the latest day does not know it.',
    args: { appId: t.arg.id({ required: true, description: "The app's id in Jodoo." }) },
    resolve: (_root, { appId }, context) => existingApp(checkedAppIds([appId])[0] ?? appId, context),
  }),
);

builder.asEntity(App, {
  key: builder.selection<AppShape>('appId'),
  resolveReference: async (reference, context) => {
    const { appId } = readReference(appReference, reference);
    // An app of earlier days is one, too: other subgraphs may still speak of it.
    return (await context.archived.latestRows.load(appId)) ? { appId } : existingApp(appId, context);
  },
});

async function existingApp(
  appId: string,
  { appFacts, operation, nowMs }: GatewayContext,
): Promise<AppShape | null> {
  operation.noteSettled(false);
  const fact = await appFacts.load({ day: upstreamDays(nowMs).to, appId });
  return fact.kind === 'row' ? { appId } : null;
}
