import { usePage } from '../state/page-context.ts';
import { useChartChoices } from '../state/use-chart-choices.ts';
import { GroupsTile } from '../tiles/groups-tile.tsx';
import { MoversTile } from '../tiles/movers-tile.tsx';
import { OrganizationCards } from '../tiles/organization-cards.tsx';
import { OrganizationChart } from '../tiles/organization-chart.tsx';
import type { ViewProps } from './view-props.ts';

export function Overview({ latestDate, earliestDate }: ViewProps) {
  const { change } = usePage();
  const choices = useChartChoices(latestDate, earliestDate);
  return (
    <>
      <OrganizationCards
        day={latestDate}
        earliestDate={earliestDate}
        chosen={choices.metric}
        onChoose={({ metric }) => change({ metric })}
      />
      <OrganizationChart choices={choices} />
      <div class="columns">
        <MoversTile day={latestDate} earliestDate={earliestDate} metric={choices.metric} />
        <GroupsTile day={latestDate} metric={choices.metric} />
      </div>
    </>
  );
}
