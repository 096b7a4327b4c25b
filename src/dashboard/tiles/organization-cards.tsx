import { OrganizationDay, OrganizationSeries } from '../documents.ts';
import { addDays } from '../format/days.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatWeekday } from '../format/words.ts';
import { MetricCards } from '../parts/metric-cards.tsx';
import { Tile } from '../parts/tile.tsx';
import { useQuery } from '../state/use-query.ts';

export interface OrganizationCardsProps {
  readonly day: string;
  readonly earliestDate: string;
  readonly chosen: MetricWords;
  readonly onChoose: (metric: MetricWords) => void;
}

const HISTORY_DAYS = 30;

/** The organization's totals of the latest day. The day is one question and its history another: each may be missing. */
export function OrganizationCards({ day, earliestDate, chosen, onChoose }: OrganizationCardsProps) {
  const query = useQuery(OrganizationDay, { date: day });
  const from = addDays(day, -HISTORY_DAYS);
  const history = useQuery(OrganizationSeries, {
    from: from < earliestDate ? earliestDate : from,
    to: day,
    interval: 'DAY',
    wait: false,
  });
  const periods = history.data?.organizationSeries?.periods ?? [];
  const usage = query.data?.organizationUsage;
  return (
    <Tile
      title="Organization"
      note={
        <>
          {formatWeekday(day)} (UTC+8)
          {usage && <Settled isSettled={usage.settled} />}
        </>
      }
      query={query}
    >
      {({ organizationUsage }) =>
        organizationUsage && (
          <>
            {organizationUsage.metrics === null && (
              <p class="empty">Jodoo has not collected statistics for this day.</p>
            )}
            <MetricCards
              metrics={organizationUsage.metrics}
              history={[...periods.slice(0, -1).map(({ metrics }) => metrics), organizationUsage.metrics]}
              chosen={chosen}
              onChoose={onChoose}
            />
            {history.errors[0] && <p class="missing">No comparison: {history.errors[0].message}</p>}
          </>
        )
      }
    </Tile>
  );
}

function Settled({ isSettled }: { readonly isSettled: boolean }) {
  return isSettled ? (
    <span class="badge good" title="Jodoo does not change these numbers any more.">
      settled
    </span>
  ) : (
    <span class="badge wait" title="Jodoo may still change these numbers until the morning (UTC+8).">
      provisional
    </span>
  );
}
