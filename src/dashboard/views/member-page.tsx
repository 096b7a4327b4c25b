import { usePage } from '../state/page-context.ts';
import { useChartChoices } from '../state/use-chart-choices.ts';
import { MemberAppsTile } from '../tiles/member-apps-tile.tsx';
import { MemberChartTile } from '../tiles/member-chart-tile.tsx';
import { MemberDetailsTile } from '../tiles/member-details-tile.tsx';
import { FLOWS } from '../tiles/member-metrics.ts';
import type { ViewProps } from './view-props.ts';

export function MemberPage({ latestDate, earliestDate }: ViewProps) {
  const { route, change } = usePage();
  const choices = useChartChoices(latestDate, earliestDate, FLOWS);
  const memberId = route.params.member ?? '';
  return (
    <>
      <MemberDetailsTile
        memberId={memberId}
        day={latestDate}
        earliestDate={earliestDate}
        chosen={choices.metric}
        onChoose={({ metric }) => change({ metric })}
      />
      <MemberChartTile memberId={memberId} choices={choices} />
      <MemberAppsTile memberId={memberId} day={latestDate} />
    </>
  );
}
