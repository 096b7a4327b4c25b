import type { ComponentChildren } from 'preact';
import { type ChangeKind, Movers, type OrderDirection } from '../documents.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatChange, formatDay, formatMetric, formatPercent } from '../format/words.ts';
import { CsvButton } from '../parts/csv-button.tsx';
import { FirstOf } from '../parts/first-of.tsx';
import { type PlainColumn, PlainTable } from '../parts/plain-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { ViewLink } from '../parts/view-link.tsx';
import { useQuery } from '../state/use-query.ts';

export interface Move {
  readonly kind: ChangeKind;
  readonly direction: OrderDirection;
  /** Only changes of this sign belong to it. */
  readonly sign?: 1 | -1;
  readonly none: string;
}

export const MOVES = {
  GREW: { kind: 'CHANGED', direction: 'DESC', sign: 1, none: 'No app grew.' },
  SHRANK: { kind: 'CHANGED', direction: 'ASC', sign: -1, none: 'No app shrank.' },
  CREATED: { kind: 'CREATED', direction: 'DESC', none: 'No app was created.' },
  DELETED: { kind: 'DELETED', direction: 'ASC', none: 'No app was deleted.' },
} as const satisfies Record<string, Move>;

export interface ChangesTileProps {
  readonly from: string;
  readonly to: string;
  readonly move: Move;
  readonly metric: MetricWords;
  readonly tools: ComponentChildren;
}

type Change = NonNullable<ReturnType<NonNullable<typeof Movers.types>>['appUsageChanges']>['nodes'][number];

const ROWS = 10;

export function ChangesTile({ from, to, move, metric, tools }: ChangesTileProps) {
  const query = useQuery(Movers, {
    from,
    to,
    kinds: [move.kind],
    orderBy: { metric: metric.metric, direction: move.direction },
    metric: metric.metric,
    first: ROWS,
  });
  const nodes = query.data?.appUsageChanges?.nodes ?? [];
  const rows = nodes.filter(
    ({ changes }) => move.sign === undefined || (changes[metric.key] ?? 0) * move.sign > 0,
  );
  const total = query.data?.appUsageChanges?.totalCount ?? 0;
  const csv = () => ({
    header: ['appId', 'name', 'kind', `${metric.key} before`, `${metric.key} after`, 'change'],
    rows: rows.map(({ app, kind, before, after, changes }) => [
      app.appId,
      after?.appName ?? before?.appName,
      kind,
      before?.metrics?.[metric.key],
      after?.metrics?.[metric.key],
      changes[metric.key],
    ]),
  });
  return (
    <Tile
      title="What moved"
      note={`${metric.label}, ${formatDay(from)} to ${formatDay(to)} (UTC+8)`}
      query={query}
      tools={tools}
      actions={<CsvButton fileName={`changes-${from}-${to}`} disabled={rows.length === 0} table={csv} />}
    >
      {({ appUsageChanges }) => {
        if (appUsageChanges === null) return null;
        if (rows.length === 0) return <p class="empty">{move.none}</p>;
        return (
          <>
            <PlainTable
              caption="Apps that moved"
              rows={rows}
              keyOf={({ app }) => app.appId}
              columns={changeColumns(metric)}
            />
            {move.sign === undefined && <FirstOf shown={rows.length} total={total} />}
          </>
        );
      }}
    </Tile>
  );
}

function changeColumns(metric: MetricWords): readonly PlainColumn<Change>[] {
  return [
    {
      label: 'App',
      cell: ({ app, before, after }) => (
        <ViewLink view="app" params={{ app: app.appId }}>
          {after?.appName ?? before?.appName ?? app.name ?? app.appId}
        </ViewLink>
      ),
    },
    {
      label: metric.label,
      isNumber: true,
      cell: ({ before, after }) => formatMetric((after ?? before)?.metrics?.[metric.key], metric),
    },
    {
      label: 'Change',
      isNumber: true,
      cell: ({ changes, percent }) => {
        const change = changes[metric.key];
        return (
          <>
            {change === null ? '–' : formatChange(change, metric)}
            {percent !== null && <small> {formatPercent(percent / 100)}</small>}
          </>
        );
      },
    },
  ];
}
