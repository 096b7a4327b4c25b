import { AppSeries } from '../documents.ts';
import { ChartTools } from '../parts/chart-tools.tsx';
import { CsvButton } from '../parts/csv-button.tsx';
import { SeriesChart } from '../parts/series-chart.tsx';
import { seriesCsv } from '../parts/series-csv.ts';
import { Tile } from '../parts/tile.tsx';
import type { ChartChoices } from '../state/use-chart-choices.ts';
import { useQueries } from '../state/use-queries.ts';
import { useRefresh } from '../state/use-refresh.ts';
import { ComparedApps } from './compared-apps.tsx';

export interface AppChartTileProps {
  /** The first is the page's own; at most five. */
  readonly appIds: readonly string[];
  readonly choices: ChartChoices;
}

/** One metric of up to five apps over time. Each app is a question of its own: one that fails leaves the others. */
export function AppChartTile({ appIds, choices }: AppChartTileProps) {
  const { from, to, interval, metric } = choices;
  const variables = appIds.map((appId) => ({ appId, from, to, interval, wait: false }));
  const { states, reload } = useQueries(AppSeries, variables);
  const [first] = states;
  const [firstVariables] = variables;
  const lines = states.flatMap(({ data }) =>
    data?.app ? [{ label: data.app.name ?? data.app.appId, series: data.app.series }] : [],
  );
  useRefresh(
    { isLoading: states.some(({ isLoading }) => isLoading), reload },
    lines.some(({ series }) => series.missingDates.length > 0),
  );
  if (first === undefined || firstVariables === undefined) return null;
  const query = {
    ...first,
    errors: states.flatMap(({ errors }) => errors),
    isLoading: states.some(({ isLoading }) => isLoading),
    document: AppSeries,
    variables: firstVariables,
    reload,
  };
  return (
    <Tile
      title={`${metric.label} over time`}
      note={metric.measure === 'flow' ? 'Sums of each period' : 'At the end of each period'}
      query={query}
      tools={<ChartTools choices={choices} without={['app']} />}
      actions={
        <CsvButton
          fileName={`app-${appIds.join('-')}-${from}-${to}`}
          disabled={lines.length === 0}
          table={() => seriesCsv(lines)}
        />
      }
    >
      {() => (
        <>
          <ComparedApps
            appIds={appIds}
            names={
              new Map(states.flatMap(({ data }) => (data?.app ? [[data.app.appId, data.app.name]] : [])))
            }
          />
          {lines.length > 0 && <SeriesChart lines={lines} words={metric} />}
        </>
      )}
    </Tile>
  );
}
