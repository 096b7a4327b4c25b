import { z } from 'zod';
import { addDays, eachDay } from '../../../src/jodoo/statistics-day.ts';
import { checkCounts, METRIC_FIELDS, metricsShape, sumsOf } from '../rows.ts';
import type { Errand } from './errand.ts';

const totalsShape = z.object({
  usageTotals: z
    .object({
      days: z.array(z.object({ date: z.string(), apps: z.number(), metrics: metricsShape })),
      missingDates: z.array(z.string()),
    })
    .nullable(),
});

/** Sums over the apps of each day: right, or the day is said to be missing. */
export const totalsOfDays: Errand = async ({ ask, model, random, anyDay }) => {
  const to = anyDay();
  const from = addDays(to, -random.between(1, 40));
  await ask({
    name: 'totals of days',
    query: `query ($from: Date!, $to: Date!) {
      usageTotals(from: $from, to: $to) { missingDates days { date apps ${METRIC_FIELDS} } }
    }`,
    variables: { from, to },
    shape: totalsShape,
    check({ usageTotals }, judge) {
      if (usageTotals === null) return judge.missing(['usageTotals'], 'no totals');
      const answered = new Map(usageTotals.days.map((day) => [day.date, day]));
      for (const day of eachDay({ from, to })) {
        const totals = answered.get(day);
        if (totals === undefined) {
          if (!usageTotals.missingDates.includes(day)) judge.wrong(`${day} is neither there nor missing`);
        } else if (model.mood(day) !== 'lying') {
          const { rows } = model.day('app', day);
          if (totals.apps !== rows.length) judge.wrong(`${day} has ${totals.apps} apps, not ${rows.length}`);
          checkCounts(`totals of ${day}`, totals.metrics, sumsOf(rows), { mayBeUnknown: false, judge });
        }
      }
    },
  });
};
