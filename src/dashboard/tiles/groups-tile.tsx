import { type GroupBy, type GroupOrderBy, Groups } from '../documents.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatCount, formatMetric, formatMonth, formatPercent } from '../format/words.ts';
import { Choice } from '../parts/choice.tsx';
import { CsvButton } from '../parts/csv-button.tsx';
import { FirstOf } from '../parts/first-of.tsx';
import { type PlainColumn, PlainTable } from '../parts/plain-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { ViewLink } from '../parts/view-link.tsx';
import { usePage } from '../state/page-context.ts';
import { choiceOf } from '../state/route.ts';
import { useQuery } from '../state/use-query.ts';

type Group = NonNullable<
  NonNullable<ReturnType<NonNullable<typeof Groups.types>>>['appUsageGroups']
>['nodes'][number];

export interface GroupsTileProps {
  readonly day: string;
  readonly metric: MetricWords;
}

const ROWS = 10;
const HEADINGS: Readonly<Record<GroupBy, string>> = {
  CREATOR: 'Creator',
  CREATED_MONTH: 'Created in',
  LAST_VISIT_AGE: 'Last visit',
};
const AGES: Readonly<Record<string, string>> = {
  TODAY: 'Visited that day',
  WEEK: 'Within a week',
  MONTH: 'Within a month',
  QUARTER: 'Within a quarter',
  OLDER: 'Longer ago',
  NEVER: 'Never visited',
};

/** Whose apps, from when, how long unused: sums over groups of apps. */
export function GroupsTile({ day, metric }: GroupsTileProps) {
  const { route, change } = usePage();
  const by = choiceOf(route.params.by, ['CREATOR', 'CREATED_MONTH', 'LAST_VISIT_AGE']);
  const query = useQuery(Groups, {
    date: day,
    by,
    orderBy: orderOf(by, metric),
    metric: metric.metric,
    first: by === 'CREATOR' ? ROWS : 50,
  });
  const groups = query.data?.appUsageGroups?.nodes ?? [];
  const csv = () => ({
    header: ['group', 'name', 'apps', metric.key, 'share'],
    rows: groups.map((group) => [
      group.key,
      nameOf(by, group),
      group.apps,
      group.metrics[metric.key],
      group.share,
    ]),
  });
  return (
    <Tile
      title="Who has what"
      note={`${metric.label} of apps, and their share of the organization`}
      query={query}
      tools={
        <Choice
          label="Group by"
          value={by}
          options={[
            { value: 'CREATOR', label: 'Creator' },
            { value: 'CREATED_MONTH', label: 'Created' },
            { value: 'LAST_VISIT_AGE', label: 'Last visit' },
          ]}
          onChange={(value) => change({ by: value })}
        />
      }
      actions={<CsvButton fileName={`groups-${day}`} disabled={groups.length === 0} table={csv} />}
    >
      {({ appUsageGroups }) => {
        if (appUsageGroups === null) return null;
        if (groups.length === 0) return <p class="empty">No apps on this day.</p>;
        return (
          <>
            <PlainTable
              caption="Groups of apps"
              rows={groups}
              keyOf={({ key }) => key}
              columns={groupColumns(by, metric)}
            />
            <FirstOf shown={groups.length} total={appUsageGroups.totalCount} />
          </>
        );
      }}
    </Tile>
  );
}

function groupColumns(by: GroupBy, metric: MetricWords): readonly PlainColumn<Group>[] {
  const count: PlainColumn<Group> = {
    label: metric.label,
    isNumber: true,
    cell: ({ metrics }) => formatMetric(metrics[metric.key], metric),
  };
  return [
    { label: HEADINGS[by], cell: (group) => <GroupName by={by} group={group} /> },
    { label: 'Apps', isNumber: true, cell: ({ apps }) => formatCount(apps) },
    // Its own column already.
    ...(metric.key === 'app' ? [] : [count]),
    { label: 'Share', isNumber: true, cell: ({ share }) => <Share value={share} /> },
  ];
}

function GroupName({ by, group }: { readonly by: GroupBy; readonly group: Group }) {
  if (group.creator === null) return nameOf(by, group);
  return (
    <ViewLink view="member" params={{ member: group.creator.memberId }}>
      {group.creator.name}
    </ViewLink>
  );
}

function Share({ value }: { readonly value: number | null }) {
  return (
    <span class="share">
      <meter min={0} max={1} value={value ?? 0} aria-label="Share of the organization" />
      {formatPercent(value)}
    </span>
  );
}

function orderOf(by: GroupBy, metric: MetricWords): { by: GroupOrderBy; direction: 'ASC' | 'DESC' } {
  if (by === 'CREATED_MONTH') return { by: 'KEY', direction: 'DESC' };
  return { by: metric.metric === 'APP' ? 'APPS' : metric.metric, direction: 'DESC' };
}

function nameOf(by: GroupBy, { key, creator }: Group): string {
  if (by === 'CREATED_MONTH') return /^\d{4}-\d\d$/.test(key) ? formatMonth(`${key}-01`) : key;
  return creator?.name ?? AGES[key] ?? key;
}
