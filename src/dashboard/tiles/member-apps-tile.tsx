import { MemberApps } from '../documents.ts';
import { formatDay } from '../format/words.ts';
import { CsvButton } from '../parts/csv-button.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { Tile } from '../parts/tile.tsx';
import { usePage } from '../state/page-context.ts';
import { useQuery } from '../state/use-query.ts';
import { useTableChoices } from '../state/use-table-choices.ts';
import { allRows } from './all-rows.ts';
import { APP_SORTS, appColumns, appsCsv } from './app-columns.tsx';

export interface MemberAppsTileProps {
  readonly memberId: string;
  readonly day: string;
}

/** The apps that a member created. */
export function MemberAppsTile({ memberId, day }: MemberAppsTileProps) {
  const { client } = usePage();
  const choices = useTableChoices(APP_SORTS);
  const question = { memberId, date: day, orderBy: { by: choices.sort, direction: choices.direction } };
  const query = useQuery(MemberApps, { ...question, ...choices.slice });
  const csv = async () => {
    const rows = await allRows(async (after) => {
      const page = { ...question, first: 100, ...(after === undefined ? {} : { after }) };
      const { data, errors } = await client.query(MemberApps, page);
      return { slice: data?.member?.apps ?? null, errors };
    });
    return appsCsv(day, rows);
  };
  return (
    <Tile
      title="Apps created by this member"
      note={`${formatDay(day)} (UTC+8)`}
      query={query}
      actions={<CsvButton fileName={`apps-of-${memberId}-${day}`} table={csv} />}
    >
      {({ member }) => {
        const apps = member?.apps;
        if (!apps) return null;
        const rows = apps.edges.flatMap((edge) => (edge === null ? [] : [edge.node]));
        if (rows.length === 0) return <p class="empty">No apps on this day.</p>;
        return (
          <>
            <DataTable
              caption="Apps of the member"
              columns={appColumns({ isFull: false, hasCreator: false })}
              rows={rows}
              keyOf={({ appId }) => appId}
              sort={choices.sort}
              direction={choices.direction}
              onSort={choices.sortBy}
            />
            <Pager info={apps.pageInfo} total={apps.totalCount} things="apps" choices={choices} />
          </>
        );
      }}
    </Tile>
  );
}
