import { usePage } from '../state/page-context.ts';
import { useChartChoices } from '../state/use-chart-choices.ts';
import { GroupsTile } from '../tiles/groups-tile.tsx';
import { MembersTile } from '../tiles/members-tile.tsx';
import type { ViewProps } from './view-props.ts';

export function Members(props: ViewProps) {
  const { route } = usePage();
  const { metric } = useChartChoices(props.latestDate, props.earliestDate);
  return (
    <>
      <MembersTile {...props} />
      <GroupsTile day={route.params.day ?? props.latestDate} metric={metric} />
    </>
  );
}
