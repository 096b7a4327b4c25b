import { parseArgs } from 'node:util';
import type { Fault } from '../sandbox/faults.ts';
import { faultNamed, faultNames } from '../sandbox/named-faults.ts';

export interface SandboxCommandOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly apps: number;
  readonly members: number;
  readonly seed: number;
  readonly intervalMs: number;
  /** Met by every request that they concern. */
  readonly faults: readonly Fault[];
}

/** What a number may be, what it is when left out, and the words of `--help`. */
const NUMBERS = {
  port: { least: 0, most: 65_535, fallback: 4001, help: 'where to listen; 0: any free port' },
  apps: { least: 1, most: 100_000, fallback: 240, help: 'about how many apps exist on a day' },
  members: { least: 0, most: 100_000, fallback: 30, help: 'about how many members' },
  seed: { least: 0, most: 4_294_967_295, fallback: 1, help: 'another seed, another organization' },
  interval: {
    least: 0,
    most: 3_600_000,
    fallback: 1000,
    help: 'milliseconds that stand for the second of "one request a second"; 0: no limit',
  },
} as const;
type NumberName = keyof typeof NUMBERS;

/** Reads the command line. Throws an Error in words when something is wrong. */
export function sandboxOptions(
  args: readonly string[],
  sandboxPort: string | undefined,
): SandboxCommandOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      port: text,
      apps: text,
      members: text,
      seed: text,
      interval: text,
      fault: { type: 'string', multiple: true },
    },
  });
  const numberOf = (name: NumberName, given: string | undefined, said = `--${name}`) =>
    given === undefined ? NUMBERS[name].fallback : wholeNumber(name, given, said);
  return {
    port:
      values.port === undefined
        ? numberOf('port', sandboxPort?.trim() || undefined, 'SANDBOX_PORT')
        : numberOf('port', values.port),
    apps: numberOf('apps', values.apps),
    members: numberOf('members', values.members),
    seed: numberOf('seed', values.seed),
    intervalMs: numberOf('interval', values.interval),
    faults: (values.fault ?? []).map((fault) => named(fault)),
  };
}

/** Its options, for help. */
export function sandboxHelp(): string {
  const lines = Object.entries(NUMBERS).map(
    ([name, { fallback, help }]) => `  --${name.padEnd(10)}${help} (default ${fallback})`,
  );
  return [
    ...lines,
    '  --fault     NAME[=VALUE][@LIST]: what every request meets; @apps, @members or @overview: of that list only. May be repeated:',
    ...faultNames().map((name) => `                ${name}`),
    '',
    'SANDBOX_PORT stands for --port.',
    '',
  ].join('\n');
}

function wholeNumber(name: NumberName, given: string, said: string): number {
  const { least, most } = NUMBERS[name];
  const number = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  const hint = name === 'port' ? ' (0: any free port)' : '';
  throw new Error(
    `${said} must be a whole number from ${least} to ${most}${hint}; got ${JSON.stringify(given)}.`,
  );
}

function named(text: string): Fault {
  try {
    return faultNamed(text);
  } catch (error) {
    throw new Error(`--fault ${text}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
