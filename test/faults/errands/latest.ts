import { z } from 'zod';
import { isStatisticsDay, upstreamDays } from '../../../src/jodoo/statistics-day.ts';
import { checkRow, LIST_NAMES, rowShape } from '../rows.ts';
import type { Errand } from './errand.ts';

const latestShape = z.object({
  appUsage: z.object({ date: z.string(), nodes: z.array(rowShape.nullable()) }).nullable(),
  gateway: z.object({
    latestDate: z.string(),
    slots: z.object({ waiting: z.number(), expectedWaitMs: z.number() }),
    archive: z.object({ completeDays: z.number(), rows: z.number() }).nullable(),
  }),
});

/** The start page of a dashboard: the latest day, whichever that is, and how the gateway is. */
export const latest: Errand = async ({ ask, model }) => {
  const before = upstreamDays(Date.now()).to;
  await ask({
    name: 'latest day',
    query: `{
      appUsage(first: 3) { date nodes { ${LIST_NAMES.app.rowFields} } }
      gateway { latestDate slots { waiting expectedWaitMs } archive { completeDays rows } }
    }`,
    variables: {},
    shape: latestShape,
    check({ appUsage, gateway }, judge) {
      const days = new Set<string>([before, upstreamDays(Date.now()).to]);
      if (!days.has(gateway.latestDate)) judge.wrong(`the latest day is said to be ${gateway.latestDate}`);
      if (appUsage === null) return judge.missing(['appUsage'], 'no page');
      if (!days.has(appUsage.date)) judge.wrong(`the latest day is answered as ${appUsage.date}`);
      for (const [index, node] of appUsage.nodes.entries()) {
        if (node === null) judge.missing(['appUsage', 'nodes', index], `row ${index} is null`);
        else if (isStatisticsDay(appUsage.date)) checkRow({ model, list: 'app', judge }, appUsage.date, node);
      }
    },
  });
};
