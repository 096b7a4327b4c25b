import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS, metricsFrom } from '../../src/jodoo/metrics.ts';
import { addDays, dayNumber, eachDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { periodsOf } from '../../src/usage/periods.ts';
import { periodChange, usageSeries } from '../../src/usage/usage-series.ts';
import { row } from '../archive/rows.ts';

const FROM = statisticsDay('2026-01-05');

/** What is known of each day from FROM on: a count, that it was not there, or nothing. */
const days = fc.array(fc.oneof(fc.nat({ max: 1_000 }), fc.constant('absent'), fc.constant('unknown')), {
  minLength: 1,
  maxLength: 60,
});

function seriesOf(known: readonly (number | string)[], interval: 'day' | 'week' | 'month', withFlows = true) {
  const range = { from: FROM, to: addDays(FROM, known.length - 1) };
  const dated = known.map((what, index) => ({ what, day: addDays(FROM, index) }));
  const rows = dated.flatMap(({ what, day }) =>
    typeof what === 'number' ? [row('a', { date: day, metrics: metricsFrom(() => what) })] : [],
  );
  const unknownDays = dated.filter(({ what }) => what === 'unknown').map(({ day }) => day);
  const whatOn = (day: string) => known[dayNumber(statisticsDay(day)) - dayNumber(FROM)] ?? 'unknown';
  return {
    series: usageSeries(periodsOf(range, interval), { rows, unknownDays }, withFlows),
    whatOn,
    unknownDays,
  };
}

describe('a series', () => {
  test('has the level of the last day and the sum of the flows of each period, and null where a day is missing', () => {
    fc.assert(
      fc.property(days, fc.constantFrom('day', 'week', 'month'), (known, interval) => {
        const { series, whatOn } = seriesOf(known, interval);
        for (const { from, to, metrics } of series.periods) {
          const last = whatOn(to);
          const whats = eachDay({ from, to }).map(whatOn);
          const counts = whats.filter((what) => typeof what === 'number');
          const sum = counts.reduce((total, count) => total + count, 0);
          if (last === 'unknown' || counts.length === 0) {
            expect(metrics).toBeNull();
            continue;
          }
          expect(metrics?.data).toBe(typeof last === 'number' ? last : null);
          expect(metrics?.dailyAutomationExec).toBe(whats.includes('unknown') ? null : sum);
        }
      }),
    );
  });

  test('changes by the difference to the period before, count by count', () => {
    fc.assert(
      fc.property(days, (known) => {
        const { periods } = seriesOf(known, 'week').series;
        for (const [index, period] of periods.entries()) {
          const { metrics } = period;
          const change = periodChange(period);
          const before = periods[index - 1]?.metrics ?? null;
          if (before === null || metrics === null) {
            expect(change).toBeNull();
            continue;
          }
          for (const { metric } of METRICS) {
            const [was, is] = [before[metric], metrics[metric]];
            expect(change?.[metric]).toBe(was === null || is === null ? null : is - was);
          }
        }
      }),
    );
  });

  test('names every day that is missing where flows are wanted, and else only last days of periods', () => {
    fc.assert(
      fc.property(days, (known) => {
        const { series, unknownDays } = seriesOf(known, 'week');
        expect(series.missingDays).toEqual(unknownDays);
        const levels = seriesOf(known, 'week', false).series;
        const ends = new Set(levels.periods.map(({ to }) => to));
        expect(levels.missingDays).toEqual(unknownDays.filter((day) => ends.has(day)));
        expect(levels.periods.map(({ metrics }) => metrics?.dailyAutomationExec ?? null)).toEqual(
          levels.periods.map(() => null),
        );
      }),
    );
  });
});
