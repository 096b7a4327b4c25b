import { MemberSeries } from '../documents.ts';
import { ChartTools } from '../parts/chart-tools.tsx';
import { CsvButton } from '../parts/csv-button.tsx';
import { SeriesChart } from '../parts/series-chart.tsx';
import { seriesCsv } from '../parts/series-csv.ts';
import { Tile } from '../parts/tile.tsx';
import type { ChartChoices } from '../state/use-chart-choices.ts';
import { useQuery } from '../state/use-query.ts';
import { useRefresh } from '../state/use-refresh.ts';
import { FLOWS } from './member-metrics.ts';

export interface MemberChartTileProps {
  readonly memberId: string;
  readonly choices: ChartChoices;
}

export function MemberChartTile({ memberId, choices }: MemberChartTileProps) {
  const { from, to, interval, metric } = choices;
  const query = useQuery(MemberSeries, { memberId, from, to, interval, wait: false });
  const member = query.data?.member;
  useRefresh(query, (member?.series.missingDates.length ?? 0) > 0);
  const lines = member ? [{ label: member.name, series: member.series }] : [];
  return (
    <Tile
      title={`${metric.label} over time`}
      note="At the end of each period"
      query={query}
      tools={<ChartTools choices={choices} without={FLOWS} />}
      actions={
        <CsvButton
          fileName={`member-${memberId}-${from}-${to}`}
          disabled={lines.length === 0}
          table={() => seriesCsv(lines)}
        />
      }
    >
      {() => lines.length > 0 && <SeriesChart lines={lines} words={metric} />}
    </Tile>
  );
}
