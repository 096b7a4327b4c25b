import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { openArchive } from '../archive/open-archive.ts';
import { type Config, parseEnvironment } from '../environment.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { type DayRange, statisticsDay } from '../jodoo/statistics-day.ts';
import type { UsageRow } from '../jodoo/usage-row.ts';
import type { CommandIo } from './command-io.ts';
import { dayRangeOptions } from './day-range-options.ts';
import { EXPORTED_COLUMNS, exportedObject } from './exported-columns.ts';
import { listOption } from './list-options.ts';
import { archiveOptions } from './open-gateway.ts';

const FORMATS = ['csv', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

/** Any day that can be archived. */
const ALL_DAYS: DayRange = { from: statisticsDay('1970-01-01'), to: statisticsDay('9999-12-31') };

interface ExportOptions {
  readonly kind: ListKind;
  readonly range: DayRange;
  readonly format: Format;
  /** Only this app's rows. */
  readonly appId: string | undefined;
  /** Whether the CSV starts with a byte order mark. */
  readonly bom: boolean;
}

/** `export`: streams the archive's rows of one list to stdout, by day and in the upstream's order. */
export async function exportCommand({ args, env, stdout, stderr }: CommandIo): Promise<number> {
  try {
    const options = exportOptions(args);
    const parsed = parseEnvironment(env);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const count = await exportRows(parsed.config, options, stdout);
    if (count === 0) {
      stderr.write(
        'The archive has no such rows. "backfill" collects them; "export --help" lists what can be chosen.\n',
      );
    }
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

function exportOptions(args: readonly string[]): ExportOptions {
  const bom = args.includes('--bom');
  const { from, to, others } = dayRangeOptions(
    args.filter((arg) => arg !== '--bom'),
    'format',
    'list',
    'app',
  );
  const [kind, ...more] = listOption(others.list, ['app']);
  if (kind === undefined || more.length > 0) throw new Error('--list takes one list: its columns differ.');
  if (others.app !== undefined && kind !== 'app')
    throw new Error('--app chooses from the list of apps only.');
  const range = { from: from ?? ALL_DAYS.from, to: to ?? ALL_DAYS.to };
  return { kind, range, format: formatOf(others.format), appId: others.app, bom };
}

/** Resolves to the number of rows. */
async function exportRows(
  config: Config,
  { kind, range, format, appId, bom }: ExportOptions,
  stdout: NodeJS.WritableStream,
): Promise<number> {
  const archive = await openArchive(archiveOptions(config));
  let count = 0;
  async function* chosen(): AsyncIterable<UsageRow> {
    for await (const row of archive.list(kind).export(range)) {
      if (appId !== undefined && row.id !== appId) continue;
      count += 1;
      yield row;
    }
  }
  try {
    const lines = format === 'csv' ? csvLines(kind, bom) : jsonLines(kind);
    await pipeline(Readable.from(chosen()), lines, stdout, { end: false });
    return count;
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

function jsonLines(kind: ListKind) {
  return async function* (rows: AsyncIterable<UsageRow>): AsyncIterable<string> {
    for await (const row of rows) yield `${JSON.stringify(exportedObject(kind, row))}\n`;
  };
}

/** A text that a spreadsheet would take for a formula gets a quote in front. */
function csvLines(kind: ListKind, bom: boolean) {
  const columns = EXPORTED_COLUMNS[kind];
  return async function* (rows: AsyncIterable<UsageRow>): AsyncIterable<string> {
    yield stringify([columns.map(({ header }) => header)], { bom });
    for await (const row of rows)
      yield stringify([columns.map(({ of }) => of(row))], { escape_formulas: true });
  };
}
