/** What the program can be told to do, as data: its help is made of this table, and a command is loaded when it is run. */
import type { Command } from './command-io.ts';

export interface CommandEntry {
  readonly name: string;
  /** Behind the name, such as `FILE`. */
  readonly operands?: string;
  /** One line. */
  readonly summary: string;
  /** Each option as it is written, and what it does. */
  readonly options: readonly (readonly [option: string, meaning: string])[];
  /** More help, where it is made by the command itself. */
  readonly moreHelp?: () => Promise<string>;
  readonly load: () => Promise<Command>;
}

const DAYS = [
  ['--from yyyy-MM-dd', 'the first day'],
  ['--to yyyy-MM-dd', 'the last day, included'],
] as const;

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'serve GraphQL and the dashboard; this is what runs without a command',
    options: [],
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'doctor',
    summary: 'check settings, key, plan, clock and archive, and say what to do',
    options: [],
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'backfill',
    summary: 'complete the archive in the foreground, newest day first',
    options: [...DAYS, ['--list apps,members,organization', 'only these lists']],
    load: async () => (await import('./backfill.ts')).backfillCommand,
  },
  {
    name: 'export',
    summary: 'write archived rows to stdout',
    options: [
      ...DAYS,
      ['--list apps|members|organization', 'which list; default: apps'],
      ['--app ID', 'only this app'],
      ['--format csv|jsonl', 'default: csv'],
      ['--bom', 'start the CSV with a byte order mark, for Excel'],
    ],
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'backup',
    operands: 'FILE',
    summary: 'copy an SQLite archive to a new file, while the gateway runs',
    options: [],
    load: async () => (await import('./backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    operands: 'FILE',
    summary: 'put a backup in the place of an SQLite archive, while no gateway runs',
    options: [['--replace', 'even where that loses an archive']],
    load: async () => (await import('./restore.ts')).restoreCommand,
  },
  {
    name: 'sandbox',
    summary: "serve an invented organization behind Jodoo's limits",
    options: [],
    moreHelp: async () => (await import('./sandbox-options.ts')).sandboxHelp(),
    load: async () => (await import('./sandbox.ts')).sandboxCommand,
  },
  {
    name: 'print-schema',
    summary: 'write the schema to stdout, plain as clients want it',
    options: [['--subgraph', "with federation's directives, for a registry"]],
    load: async () => (await import('./print-schema.ts')).printSchemaCommand,
  },
  {
    name: 'healthcheck',
    summary: 'exit with 0 when the gateway of this environment is alive',
    options: [],
    load: async () => (await import('./healthcheck.ts')).healthcheckCommand,
  },
];
