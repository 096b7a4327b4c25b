/** What `export` writes of each list's rows. Unknown values are empty fields in CSV and null in JSON. */
import type { ListKind } from '../jodoo/lists.ts';
import { METRICS } from '../jodoo/metrics.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';

export interface ExportedColumn {
  readonly header: string;
  readonly of: (row: UsageRow) => string | number | null;
}

const DATE: ExportedColumn = { header: 'date', of: ({ date }) => date };
/** `collected` tells rows without a measurement from rows of unknown counts. */
const COUNTS: readonly ExportedColumn[] = [
  { header: 'collected', of: ({ metrics }) => (metrics === null ? 0 : 1) },
  ...METRICS.map(({ metric, wire }) => ({
    header: wire,
    of: ({ metrics }: UsageRow) => metrics?.[metric] ?? null,
  })),
];

export const EXPORTED_COLUMNS: Readonly<Record<ListKind, readonly ExportedColumn[]>> = {
  app: [
    DATE,
    { header: 'app_id', of: ({ id }) => id },
    { header: 'app_name', of: ({ name }) => name },
    { header: 'creator_id', of: ({ creator }) => creator?.memberId ?? null },
    { header: 'creator_name', of: ({ creator }) => creator?.name ?? null },
    { header: 'created_at', of: ({ createdAt }) => createdAt },
    { header: 'last_edit_at', of: ({ lastEditAt }) => lastEditAt },
    { header: 'last_visit_at', of: ({ lastVisitAt }) => lastVisitAt },
    ...COUNTS,
  ],
  member: [
    DATE,
    { header: 'member_id', of: ({ id }) => id },
    { header: 'member_name', of: ({ name }) => name },
    ...COUNTS,
  ],
  organization: [DATE, ...COUNTS],
};

/** A row as JSON: the fields of GraphQL's types. */
export function exportedObject(kind: ListKind, row: UsageRow): object {
  const { date, id, name, creator, createdAt, lastEditAt, lastVisitAt, metrics } = row;
  switch (kind) {
    case 'app':
      return { date, appId: id, appName: name, creator, createdAt, lastEditAt, lastVisitAt, metrics };
    case 'member':
      return { date, memberId: id, name, metrics };
    case 'organization':
      return { date, metrics };
  }
}
