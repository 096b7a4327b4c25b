import { Discrepancies } from '../documents.ts';
import { metricNamed } from '../format/metric-table.ts';
import { formatDay, formatMetric } from '../format/words.ts';
import { CsvButton } from '../parts/csv-button.tsx';
import { type PlainColumn, PlainTable } from '../parts/plain-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { useQuery } from '../state/use-query.ts';
import type { ViewProps } from '../views/view-props.ts';

type Discrepancy = ReturnType<
  NonNullable<typeof Discrepancies.types>
>['gateway']['archive']['discrepancies'][number];

const MOST_ROWS = 50;
const COLUMNS: readonly PlainColumn<Discrepancy>[] = [
  { label: 'Day', cell: ({ date }) => formatDay(date) },
  { label: 'Metric', cell: ({ metric }) => metricNamed(metric).label },
  {
    label: 'Sum over apps',
    isNumber: true,
    cell: ({ metric, sumOverApps }) => formatMetric(sumOverApps, metricNamed(metric)),
  },
  {
    label: 'Organization',
    isNumber: true,
    cell: ({ metric, organization }) => formatMetric(organization, metricNamed(metric)),
  },
];

/** Where the sum over apps is not what Jodoo says of the organization. */
export function DiscrepanciesTile({ earliestDate, latestDate }: ViewProps) {
  const query = useQuery(Discrepancies, { from: earliestDate, to: latestDate });
  const found = query.data?.gateway.archive.discrepancies ?? [];
  return (
    <Tile
      title="Discrepancies"
      note="Days and metrics where the sum over apps differs from the organization's total"
      query={query}
      actions={
        <CsvButton
          fileName={`discrepancies-${earliestDate}-${latestDate}`}
          disabled={found.length === 0}
          table={() => ({
            header: ['date', 'metric', 'sumOverApps', 'organization'],
            rows: found.map((each) => [each.date, each.metric, each.sumOverApps, each.organization]),
          })}
        />
      }
    >
      {() => {
        if (found.length === 0) return <p class="empty">None on the days that are complete.</p>;
        return (
          <PlainTable
            caption="Discrepancies"
            isLow
            rows={found.slice(0, MOST_ROWS)}
            keyOf={({ date, metric }) => `${date} ${metric}`}
            columns={COLUMNS}
          />
        );
      }}
    </Tile>
  );
}
