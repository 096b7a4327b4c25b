import { parseArgs } from 'node:util';
import { daysInRange, isStatisticsDay, type StatisticsDay } from '../jodoo/statistics-day.ts';

export interface DayRangeOptions<Name extends string> {
  readonly from: StatisticsDay | undefined;
  readonly to: StatisticsDay | undefined;
  /** Further options, as text. */
  readonly others: Readonly<Partial<Record<Name, string>>>;
}

/** Reads `--from` and `--to` and the options named; throws an Error in words when one is wrong. */
export function dayRangeOptions<Name extends string = never>(
  args: readonly string[],
  ...names: readonly Name[]
): DayRangeOptions<Name> {
  const options = Object.fromEntries(
    ['from', 'to', ...names].map((name) => [name, { type: 'string' as const }]),
  );
  const { values } = parseArgs({ args: [...args], options, allowPositionals: false });
  const [from, to] = [dayOf('from', values.from), dayOf('to', values.to)];
  if (from !== undefined && to !== undefined && daysInRange({ from, to }) < 1) {
    throw new Error(`--from ${from} lies after --to ${to}: swap them.`);
  }
  const others: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'string') others[name] = value;
  }
  return { from, to, others };
}

function dayOf(name: string, value: string | boolean | undefined): StatisticsDay | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isStatisticsDay(value)) return value;
  throw new Error(`--${name} must be a calendar day such as 2026-05-08; got ${JSON.stringify(value)}.`);
}
