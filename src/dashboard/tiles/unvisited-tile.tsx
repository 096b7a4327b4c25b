import type { ComponentChildren } from 'preact';
import { NotVisited } from '../documents.ts';
import { addDays } from '../format/days.ts';
import { formatDay, formatInstant } from '../format/words.ts';
import { CsvButton } from '../parts/csv-button.tsx';
import { FirstOf } from '../parts/first-of.tsx';
import { type PlainColumn, PlainTable } from '../parts/plain-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { ViewLink } from '../parts/view-link.tsx';
import { useQuery } from '../state/use-query.ts';

export interface UnvisitedTileProps {
  readonly day: string;
  readonly tools: ComponentChildren;
}

interface UnvisitedApp {
  readonly appId: string;
  readonly appName: string;
  readonly lastVisitAt: string | null;
  readonly createdAt: string | null;
}

const COLUMNS: readonly PlainColumn<UnvisitedApp>[] = [
  {
    label: 'App',
    cell: ({ appId, appName }) => (
      <ViewLink view="app" params={{ app: appId }}>
        {appName}
      </ViewLink>
    ),
  },
  { label: 'Last visit', cell: ({ lastVisitAt }) => formatInstant(lastVisitAt) },
  { label: 'Created', cell: ({ createdAt }) => formatInstant(createdAt) },
];
const ROWS = 10;
const UNVISITED_DAYS = 90;

/** Apps that nobody has opened for long: candidates for tidying up. */
export function UnvisitedTile({ day, tools }: UnvisitedTileProps) {
  const before = addDays(day, -UNVISITED_DAYS);
  const query = useQuery(NotVisited, {
    date: day,
    filter: { lastVisitBefore: `${before}T00:00:00+08:00` },
    first: ROWS,
  });
  const nodes = (query.data?.appUsage?.nodes ?? []).filter((node) => node !== null);
  const total = query.data?.appUsage?.totalCount ?? 0;
  return (
    <Tile
      title="What moved"
      note={`Last visited before ${formatDay(before)} (UTC+8), the longest first`}
      query={query}
      tools={tools}
      actions={
        <CsvButton
          fileName={`not-visited-${day}`}
          disabled={nodes.length === 0}
          table={() => ({
            header: ['appId', 'name', 'lastVisitAt', 'createdAt'],
            rows: nodes.map((node) => [node.appId, node.appName, node.lastVisitAt, node.createdAt]),
          })}
        />
      }
    >
      {() => {
        if (nodes.length === 0)
          return <p class="empty">Every app was visited within {UNVISITED_DAYS} days.</p>;
        return (
          <>
            <PlainTable
              caption="Apps that were not visited"
              rows={nodes}
              keyOf={({ appId }) => appId}
              columns={COLUMNS}
            />
            <FirstOf shown={nodes.length} total={total} />
          </>
        );
      }}
    </Tile>
  );
}
