import { METRICS } from '../format/metric-table.ts';
import type { CsvTable } from './csv-button.tsx';
import type { NamedSeries } from './series-chart.tsx';

/** A row a period and series, with every metric. */
export function seriesCsv(lines: readonly NamedSeries[]): CsvTable {
  return {
    header: ['name', 'from', 'to', ...METRICS.map(({ key }) => key)],
    rows: lines.flatMap(({ label, series }) =>
      series.periods.map(({ from, to, metrics }) => [
        label,
        from,
        to,
        ...METRICS.map(({ key }) => metrics?.[key] ?? null),
      ]),
    ),
  };
}
