import type { AppRow, AppUsageOrderBy } from '../documents.ts';
import { METRICS } from '../format/metric-table.ts';
import { formatInstant, formatMetric } from '../format/words.ts';
import type { CsvTable } from '../parts/csv-button.tsx';
import type { Column } from '../parts/data-table.tsx';
import { ViewLink } from '../parts/view-link.tsx';

/** The first is what a table is sorted by at first. */
export const APP_SORTS = [
  'DATA',
  'NAME',
  'CREATED_AT',
  'LAST_EDIT_AT',
  'LAST_VISIT_AT',
  'FORM_COOP',
  'FORM_WORKFLOW',
  'DASH',
  'ETL',
  'AGGREGATE',
  'PUBLIC_LINK',
  'DATA_TRIGGER',
  'AUTOMATION',
  'BPA',
  'DAILY_AUTOMATION_EXEC',
  'DAILY_ATTACHMENT_UPLOAD',
] as const satisfies readonly AppUsageOrderBy[];

/** What fits a laptop's screen; the others are a click away. */
const FEW = ['data', 'formCoop', 'formWorkflow', 'dash', 'dataTrigger', 'dailyAutomationExec'];

/** What is counted of an app, but "Apps", which is 1 for each. */
export const APP_METRICS = METRICS.filter(({ key }) => key !== 'app');

export function appColumns(options: {
  readonly isFull: boolean;
  readonly hasCreator: boolean;
}): readonly Column<AppRow, AppUsageOrderBy>[] {
  const counts = APP_METRICS.filter(({ key }) => options.isFull || FEW.includes(key));
  const creator: Column<AppRow, AppUsageOrderBy> = {
    label: 'Creator',
    cell: ({ creator: member }) =>
      member && (
        <ViewLink view="member" params={{ member: member.memberId }}>
          {member.name}
        </ViewLink>
      ),
  };
  return [
    {
      label: 'App',
      sort: 'NAME',
      cell: ({ appId, appName }) => (
        <ViewLink view="app" params={{ app: appId }}>
          {appName}
        </ViewLink>
      ),
    },
    ...(options.hasCreator ? [creator] : []),
    ...counts.map(
      (words): Column<AppRow, AppUsageOrderBy> => ({
        label: words.label,
        ...(words.metric === 'APP' ? {} : { sort: words.metric }),
        isNumber: true,
        cell: ({ metrics }) => formatMetric(metrics?.[words.key], words),
      }),
    ),
    {
      label: 'Last visit',
      sort: 'LAST_VISIT_AT',
      isNumber: true,
      cell: (row) => formatInstant(row.lastVisitAt),
    },
    ...(options.isFull ? INSTANTS : []),
  ];
}

const INSTANTS: readonly Column<AppRow, AppUsageOrderBy>[] = [
  { label: 'Last edit', sort: 'LAST_EDIT_AT', isNumber: true, cell: (row) => formatInstant(row.lastEditAt) },
  { label: 'Created', sort: 'CREATED_AT', isNumber: true, cell: (row) => formatInstant(row.createdAt) },
];

export function appsCsv(date: string, rows: readonly AppRow[]): CsvTable {
  return {
    header: [
      'date',
      'appId',
      'appName',
      'creatorId',
      'creator',
      'createdAt',
      'lastEditAt',
      'lastVisitAt',
      ...METRICS.map(({ key }) => key),
    ],
    rows: rows.map((row) => [
      date,
      row.appId,
      row.appName,
      row.creator?.memberId,
      row.creator?.name,
      row.createdAt,
      row.lastEditAt,
      row.lastVisitAt,
      ...METRICS.map(({ key }) => row.metrics?.[key]),
    ]),
  };
}
