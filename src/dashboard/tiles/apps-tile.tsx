import { AppTable } from '../documents.ts';
import { formatDay } from '../format/words.ts';
import { CsvButton } from '../parts/csv-button.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { TableTools } from '../parts/table-tools.tsx';
import { Tile } from '../parts/tile.tsx';
import { usePage } from '../state/page-context.ts';
import { useQuery } from '../state/use-query.ts';
import { useTableChoices } from '../state/use-table-choices.ts';
import type { ViewProps } from '../views/view-props.ts';
import { allRows } from './all-rows.ts';
import { APP_SORTS, appColumns, appsCsv } from './app-columns.tsx';
import { CompareBar } from './compare-bar.tsx';
import { CompareMark } from './compare-mark.tsx';

/** All apps of a day: searched, sorted and paged by the gateway. */
export function AppsTile({ earliestDate, latestDate }: ViewProps) {
  const { client, route, change } = usePage();
  const choices = useTableChoices(APP_SORTS);
  const day = route.params.day ?? latestDate;
  const question = {
    date: day,
    ...(choices.find === '' ? {} : { filter: { nameContains: choices.find } }),
    orderBy: { by: choices.sort, direction: choices.direction },
  };
  const query = useQuery(AppTable, { ...question, ...choices.slice });
  const isFull = route.params.columns === 'all';

  const csv = async () => {
    const rows = await allRows(async (after) => {
      const page = { ...question, first: 100, ...(after === undefined ? {} : { after }) };
      const { data, errors } = await client.query(AppTable, page);
      return { slice: data?.appUsage ?? null, errors };
    });
    return appsCsv(day, rows);
  };

  return (
    <Tile
      title={choices.find === '' ? 'All apps' : `Apps with “${choices.find}”`}
      note={`${formatDay(day)} (UTC+8)`}
      query={query}
      tools={
        <TableTools day={day} choices={choices} earliestDate={earliestDate} latestDate={latestDate}>
          <button
            type="button"
            aria-pressed={isFull}
            onClick={() => change({ columns: isFull ? '' : 'all' })}
          >
            All columns
          </button>
        </TableTools>
      }
      actions={<CsvButton fileName={`apps-${day}`} table={csv} />}
    >
      {({ appUsage }) => {
        if (appUsage === null) return null;
        const rows = appUsage.edges.flatMap((edge) => (edge === null ? [] : [edge.node]));
        return (
          <>
            <CompareBar />
            {rows.length === 0 && <p class="empty">No app matches.</p>}
            {rows.length > 0 && (
              <DataTable
                caption="Apps"
                columns={appColumns({ isFull, hasCreator: true })}
                rows={rows}
                keyOf={({ appId }) => appId}
                mark={(row) => <CompareMark appId={row.appId} appName={row.appName} />}
                sort={choices.sort}
                direction={choices.direction}
                onSort={choices.sortBy}
              />
            )}
            <Pager info={appUsage.pageInfo} total={appUsage.totalCount} things="apps" choices={choices} />
          </>
        );
      }}
    </Tile>
  );
}
