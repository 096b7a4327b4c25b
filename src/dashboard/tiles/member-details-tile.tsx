import { MemberDetails, MemberSeries } from '../documents.ts';
import { addDays } from '../format/days.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatDay } from '../format/words.ts';
import { MetricCards } from '../parts/metric-cards.tsx';
import { Tile } from '../parts/tile.tsx';
import { useQuery } from '../state/use-query.ts';
import { FLOWS } from './member-metrics.ts';

export interface MemberDetailsTileProps {
  readonly memberId: string;
  readonly day: string;
  readonly earliestDate: string;
  readonly chosen: MetricWords;
  readonly onChoose: (metric: MetricWords) => void;
}

const HISTORY_DAYS = 30;

export function MemberDetailsTile({ memberId, day, earliestDate, chosen, onChoose }: MemberDetailsTileProps) {
  const query = useQuery(MemberDetails, { memberId, date: day });
  const from = addDays(day, -HISTORY_DAYS);
  const history = useQuery(MemberSeries, {
    memberId,
    from: from < earliestDate ? earliestDate : from,
    to: day,
    interval: 'DAY',
    wait: false,
  });
  const periods = history.data?.member?.series.periods ?? [];
  return (
    <Tile title={query.data?.member?.name ?? memberId} note={`${formatDay(day)} (UTC+8)`} query={query}>
      {({ member }) => {
        if (member === null) return <p class="empty">Jodoo knows no member with the id {memberId}.</p>;
        if (member.usage === null) return <p class="empty">The member was not there on this day.</p>;
        const { metrics } = member.usage;
        return (
          <>
            <MetricCards
              metrics={metrics}
              history={[...periods.slice(0, -1).map((period) => period.metrics), metrics]}
              chosen={chosen}
              onChoose={onChoose}
              without={FLOWS}
            />
            {history.errors[0] && <p class="missing">No comparison: {history.errors[0].message}</p>}
          </>
        );
      }}
    </Tile>
  );
}
