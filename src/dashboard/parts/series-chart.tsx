import { useMemo } from 'preact/hooks';
import type { Series } from '../documents.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatDay, formatMetric } from '../format/words.ts';
import { LineChart } from './line-chart.tsx';
import { MissingDays } from './missing-days.tsx';
import { PlainTable } from './plain-table.tsx';

export interface NamedSeries {
  readonly label: string;
  readonly series: Series;
}

export interface SeriesChartProps {
  readonly lines: readonly NamedSeries[];
  readonly words: MetricWords;
}

/** One metric of up to five series of the same range and interval, drawn and, on demand, as a table. */
export function SeriesChart({ lines, words }: SeriesChartProps) {
  const periods = lines[0]?.series.periods ?? [];
  const drawn = useMemo(
    () => ({
      days: periods.map(({ from }) => from),
      lines: lines.map(({ label, series }) => ({
        label,
        values: series.periods.map(({ metrics }) => metrics?.[words.key] ?? null),
      })),
    }),
    [lines, words],
  );
  if (drawn.lines.every(({ values }) => values.every((value) => value === null))) {
    return (
      <>
        <p class="empty">{words.label}: no day of this range is known yet.</p>
        <MissingDays series={lines.map(({ series }) => series)} />
      </>
    );
  }
  return (
    <>
      <LineChart
        title={`${words.label}: ${lines.map(({ label }) => label).join(', ')}`}
        words={words}
        {...drawn}
      />
      <MissingDays series={lines.map(({ series }) => series)} />
      <details>
        <summary>Show as table</summary>
        <PlainTable
          caption={words.label}
          isLow
          rows={periods.map(({ from, to }, index) => ({ from, to, index }))}
          keyOf={({ from }) => from}
          columns={[
            { label: 'From', cell: ({ from }) => formatDay(from) },
            { label: 'To', cell: ({ to }) => formatDay(to) },
            ...drawn.lines.map(({ label, values }) => ({
              label,
              isNumber: true,
              cell: ({ index }: { readonly index: number }) => formatMetric(values[index], words),
            })),
          ]}
        />
      </details>
    </>
  );
}
