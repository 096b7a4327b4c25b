import { type MemberRow, MemberTable, type MemberUsageOrderBy } from '../documents.ts';
import { formatDay, formatMetric } from '../format/words.ts';
import { CsvButton, type CsvTable } from '../parts/csv-button.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Pager } from '../parts/pager.tsx';
import { TableTools } from '../parts/table-tools.tsx';
import { Tile } from '../parts/tile.tsx';
import { ViewLink } from '../parts/view-link.tsx';
import { usePage } from '../state/page-context.ts';
import { useQuery } from '../state/use-query.ts';
import { useTableChoices } from '../state/use-table-choices.ts';
import type { ViewProps } from '../views/view-props.ts';
import { allRows } from './all-rows.ts';
import { MEMBER_METRICS } from './member-metrics.ts';

const SORTS = [
  'DATA',
  'NAME',
  'APP',
  'FORM_COOP',
  'FORM_WORKFLOW',
  'DASH',
  'ETL',
  'AGGREGATE',
  'PUBLIC_LINK',
  'DATA_TRIGGER',
  'AUTOMATION',
  'BPA',
] as const satisfies readonly MemberUsageOrderBy[];

const COLUMNS: readonly Column<MemberRow, MemberUsageOrderBy>[] = [
  {
    label: 'Member',
    sort: 'NAME',
    cell: ({ memberId, member }) => (
      <ViewLink view="member" params={{ member: memberId }}>
        {member.name}
      </ViewLink>
    ),
  },
  ...MEMBER_METRICS.map((words): Column<MemberRow, MemberUsageOrderBy> => {
    const sort = SORTS.find((name) => name === words.metric);
    return {
      label: words.label,
      ...(sort === undefined ? {} : { sort }),
      isNumber: true,
      cell: ({ metrics }) => formatMetric(metrics?.[words.key], words),
    };
  }),
];

/** All members of a day, with the sums of what they created. */
export function MembersTile({ earliestDate, latestDate }: ViewProps) {
  const { client, route } = usePage();
  const choices = useTableChoices(SORTS);
  const day = route.params.day ?? latestDate;
  const question = {
    date: day,
    ...(choices.find === '' ? {} : { filter: { nameContains: choices.find } }),
    orderBy: { by: choices.sort, direction: choices.direction },
  };
  const query = useQuery(MemberTable, { ...question, ...choices.slice });

  const csv = async () => {
    const rows = await allRows(async (after) => {
      const page = { ...question, first: 100, ...(after === undefined ? {} : { after }) };
      const { data, errors } = await client.query(MemberTable, page);
      return { slice: data?.memberUsage ?? null, errors };
    });
    return membersCsv(day, rows);
  };

  return (
    <Tile
      title={choices.find === '' ? 'All members' : `Members with “${choices.find}”`}
      note={`${formatDay(day)} (UTC+8)`}
      query={query}
      tools={<TableTools day={day} choices={choices} earliestDate={earliestDate} latestDate={latestDate} />}
      actions={<CsvButton fileName={`members-${day}`} table={csv} />}
    >
      {({ memberUsage }) => {
        if (memberUsage === null) return null;
        const rows = memberUsage.edges.flatMap((edge) => (edge === null ? [] : [edge.node]));
        return (
          <>
            {rows.length === 0 && <p class="empty">No member matches.</p>}
            {rows.length > 0 && (
              <DataTable
                caption="Members"
                columns={COLUMNS}
                rows={rows}
                keyOf={({ memberId }) => memberId}
                sort={choices.sort}
                direction={choices.direction}
                onSort={choices.sortBy}
              />
            )}
            <Pager
              info={memberUsage.pageInfo}
              total={memberUsage.totalCount}
              things="members"
              choices={choices}
            />
          </>
        );
      }}
    </Tile>
  );
}

function membersCsv(date: string, rows: readonly MemberRow[]): CsvTable {
  return {
    header: ['date', 'memberId', 'name', ...MEMBER_METRICS.map(({ key }) => key)],
    rows: rows.map(({ memberId, member, metrics }) => [
      date,
      memberId,
      member.name,
      ...MEMBER_METRICS.map(({ key }) => metrics?.[key]),
    ]),
  };
}
