import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { openArchive } from '../archive/open-archive.ts';
import { type Config, parseEnvironment } from '../environment.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import { METRICS } from '../jodoo/metrics.ts';
import { type DayRange, statisticsDay } from '../jodoo/statistics-day.ts';
import type { CommandIo } from './command-io.ts';
import { dayRangeOptions } from './day-range-options.ts';
import { archiveOptions } from './open-gateway.ts';

const FORMATS = ['csv', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

/** Any day that can be archived. */
const ALL_DAYS: DayRange = { from: statisticsDay('1970-01-01'), to: statisticsDay('9999-12-31') };

/** `export`: streams the archive's rows to stdout, by day and in the upstream's order. */
export async function exportCommand({ args, env, stdout, stderr }: CommandIo): Promise<number> {
  try {
    const { from, to, others } = dayRangeOptions(args, 'format');
    const format = formatOf(others.format);
    const parsed = parseEnvironment(env);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    await exportRows(parsed.config, { from: from ?? ALL_DAYS.from, to: to ?? ALL_DAYS.to }, format, stdout);
    return 0;
  } catch (error) {
    // The reader has seen enough, as `head` does.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0;
    stderr.write(
      `The archive cannot be exported: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
}

async function exportRows(
  config: Config,
  range: DayRange,
  format: Format,
  stdout: NodeJS.WritableStream,
): Promise<void> {
  const archive = await openArchive(archiveOptions(config));
  try {
    const rows = Readable.from(archive.export(range));
    const lines = format === 'csv' ? csvLines() : jsonLines;
    await pipeline(rows, lines, stdout, { end: false });
  } finally {
    await archive.close();
  }
}

function formatOf(text: string | undefined): Format {
  const format = FORMATS.find((known) => known === (text ?? 'csv'));
  if (format === undefined)
    throw new Error(`--format must be ${FORMATS.join(' or ')}; got ${JSON.stringify(text)}.`);
  return format;
}

async function* jsonLines(rows: AsyncIterable<AppUsageRow>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** Unknown values are empty fields; `collected` tells rows without a measurement from rows of unknown counts. */
function csvLines() {
  const columns: readonly {
    readonly header: string;
    readonly of: (row: AppUsageRow) => string | number | null;
  }[] = [
    { header: 'date', of: ({ date }) => date },
    { header: 'app_id', of: ({ appId }) => appId },
    { header: 'app_name', of: ({ appName }) => appName },
    { header: 'creator_id', of: ({ creator }) => creator?.memberId ?? null },
    { header: 'creator_name', of: ({ creator }) => creator?.name ?? null },
    { header: 'created_at', of: ({ createdAt }) => createdAt },
    { header: 'last_edit_at', of: ({ lastEditAt }) => lastEditAt },
    { header: 'last_visit_at', of: ({ lastVisitAt }) => lastVisitAt },
    { header: 'collected', of: ({ metrics }) => (metrics === null ? 0 : 1) },
    ...METRICS.map(({ metric, wire }) => ({
      header: wire,
      of: ({ metrics }: AppUsageRow) => metrics?.[metric] ?? null,
    })),
  ];
  const header = columns.map((column) => column.header);
  return async function* (rows: AsyncIterable<AppUsageRow>): AsyncIterable<string> {
    yield stringify([header]);
    for await (const row of rows) yield stringify([columns.map(({ of }) => of(row))]);
  };
}
