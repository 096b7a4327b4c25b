import { MOST_COMPARED, readCompared } from '../state/compared-apps.ts';
import { usePage } from '../state/page-context.ts';
import { useChartChoices } from '../state/use-chart-choices.ts';
import { AppChartTile } from '../tiles/app-chart-tile.tsx';
import { AppDetailsTile } from '../tiles/app-details-tile.tsx';
import type { ViewProps } from './view-props.ts';

export function AppPage({ latestDate, earliestDate }: ViewProps) {
  const { route, change } = usePage();
  const choices = useChartChoices(latestDate, earliestDate, ['app']);
  const appId = route.params.app ?? '';
  const compared = readCompared(route.params.compare).filter((id) => id !== appId);
  return (
    <>
      <AppDetailsTile
        appId={appId}
        day={latestDate}
        earliestDate={earliestDate}
        chosen={choices.metric}
        onChoose={({ metric }) => change({ metric })}
      />
      <AppChartTile appIds={[appId, ...compared].slice(0, MOST_COMPARED)} choices={choices} />
    </>
  );
}
