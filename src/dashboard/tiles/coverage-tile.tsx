import { useEffect } from 'preact/hooks';
import { ArchiveCoverage, type Coverage } from '../documents.ts';
import { formatCount, formatDay } from '../format/words.ts';
import { CsvButton } from '../parts/csv-button.tsx';
import { PlainTable } from '../parts/plain-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { readRange } from '../state/day-range.ts';
import { usePage } from '../state/page-context.ts';
import { useQuery } from '../state/use-query.ts';
import type { ViewProps } from '../views/view-props.ts';
import { CollectRange } from './collect-range.tsx';
import { COVERAGE_WORDS, CoverageMap, type DayCoverage, LISTS } from './coverage-map.tsx';

const STATES: readonly Coverage[] = ['COMPLETE', 'PARTIAL', 'NONE', 'NOT_COLLECTED'];
const REFRESH_MS = 5000;

/** Which days of which list are in the archive; days can be selected and collected. */
export function CoverageTile({ earliestDate, latestDate }: ViewProps) {
  const { route, change } = usePage();
  const within = { from: earliestDate, to: latestDate };
  const selected = readRange(route.params, within);
  const query = useQuery(ArchiveCoverage, within);
  const { isLoading, reload } = query;
  useEffect(() => {
    if (isLoading) return;
    const timer = setTimeout(reload, REFRESH_MS);
    return () => clearTimeout(timer);
  }, [isLoading, reload]);
  const days = query.data?.gateway.archive.coverage ?? [];
  return (
    <Tile
      title="Coverage"
      note={`${formatDay(earliestDate)} to ${formatDay(latestDate)} (UTC+8): what Jodoo still has`}
      query={query}
      actions={
        <CsvButton
          fileName={`coverage-${earliestDate}-${latestDate}`}
          disabled={days.length === 0}
          table={() => ({
            header: ['date', 'settled', ...LISTS.map(({ key }) => key)],
            rows: days.map((day) => [day.date, String(day.settled), ...LISTS.map(({ key }) => day[key])]),
          })}
        />
      }
    >
      {() => (
        <>
          <Legend />
          <CoverageMap
            days={days}
            selected={selected}
            onSelect={({ from, to }) => {
              if (from !== selected?.from || to !== selected.to) change({ from, to }, { replace: true });
            }}
          />
          <CollectRange days={days} selected={selected} earliestDate={earliestDate} latestDate={latestDate} />
          <CoverageCounts days={days} />
        </>
      )}
    </Tile>
  );
}

function Legend() {
  return (
    <p class="legend">
      {STATES.map((state) => (
        <span key={state}>
          <i class={state.toLowerCase().replace('_', '-')} aria-hidden="true" /> {COVERAGE_WORDS[state]}
        </span>
      ))}
    </p>
  );
}

function CoverageCounts({ days }: { readonly days: readonly DayCoverage[] }) {
  return (
    <div class="counts">
      <PlainTable
        caption="Days by list and state"
        rows={LISTS}
        keyOf={({ key }) => key}
        columns={[
          { label: 'Days', cell: ({ label }) => label },
          ...STATES.map((state) => ({
            label: COVERAGE_WORDS[state],
            isNumber: true,
            cell: ({ key }: (typeof LISTS)[number]) =>
              formatCount(days.filter((day) => day[key] === state).length),
          })),
        ]}
      />
    </div>
  );
}
