import { OrganizationSeries } from '../documents.ts';
import { ChartTools } from '../parts/chart-tools.tsx';
import { CsvButton } from '../parts/csv-button.tsx';
import { SeriesChart } from '../parts/series-chart.tsx';
import { seriesCsv } from '../parts/series-csv.ts';
import { Tile } from '../parts/tile.tsx';
import type { ChartChoices } from '../state/use-chart-choices.ts';
import { useQuery } from '../state/use-query.ts';
import { useRefresh } from '../state/use-refresh.ts';

/** The organization's totals over time. */
export function OrganizationChart({ choices }: { readonly choices: ChartChoices }) {
  const { from, to, interval, metric } = choices;
  const query = useQuery(OrganizationSeries, { from, to, interval, wait: false });
  const series = query.data?.organizationSeries;
  useRefresh(query, (series?.missingDates.length ?? 0) > 0);
  const lines = series ? [{ label: 'Organization', series }] : [];
  return (
    <Tile
      title={`${metric.label} over time`}
      note={metric.measure === 'flow' ? 'Sums of each period' : 'At the end of each period'}
      query={query}
      tools={<ChartTools choices={choices} />}
      actions={
        <CsvButton
          fileName={`organization-${from}-${to}-${interval.toLowerCase()}`}
          disabled={!series}
          table={() => seriesCsv(lines)}
        />
      }
    >
      {() => series && <SeriesChart lines={lines} words={metric} />}
    </Tile>
  );
}
