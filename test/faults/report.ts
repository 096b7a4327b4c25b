/** What a scenario came to, as a table and as a verdict. */
import type { Audit } from './audit.ts';
import type { Outage, Refetched } from './refetched.ts';
import type { Tally } from './tally.ts';
import type { GoodAnswer } from './upstream-storm.ts';

export interface Outcome {
  readonly name: string;
  readonly tallies: readonly Tally[];
  readonly audit: Audit;
  readonly refetched: Refetched;
  /** Upstream requests that met a fault. */
  readonly faultsMet: number;
  /** Those that were answered as they should be. */
  readonly good: readonly GoodAnswer[];
  readonly outages: readonly Outage[];
  readonly kills: number;
  readonly crashes: number;
  /** What does not work although nothing is in its way any more. */
  readonly stuck: readonly string[];
  /** Of the gateway's loop, and of this program's own, which makes everybody else look slow. */
  readonly blockMs: number;
  readonly ownBlockMs: number;
  readonly memoryBytes: number;
}

const MOST_SHOWN = 15;

/** Prints it; says whether all is as it must be. */
export function report(outcome: Outcome): boolean {
  const { tallies, audit, refetched, stuck, crashes } = outcome;
  const count = (verdict: Parameters<Tally['count']>[0]) => sum(tallies.map((tally) => tally.count(verdict)));
  const zeros = {
    wrong: count('wrong') + audit.wrong.length,
    silent: count('silent'),
    hung: count('hung'),
    lost: audit.lost.length,
    'fetched twice': refetched.pages.length + refetched.ids.length,
    crashed: crashes,
    stuck: stuck.length,
  };
  console.log(`\n## ${outcome.name}`);
  console.log(
    `asked ${sum(tallies.map((tally) => tally.asked()))}, right ${count('right')}, refused ${count('refused')}, cut off by ${outcome.kills} kills ${count('cut')}`,
  );
  console.log(`refused by code: ${codesOf(tallies)}`);
  console.log(
    `upstream: ${outcome.good.length} good answers of ${audit.fetched} rows, ${outcome.faultsMet} faults met`,
  );
  console.log(
    `longest wait ${Math.round(Math.max(...tallies.map((tally) => tally.longestMs())))} ms, longest block of the loop ${Math.round(outcome.blockMs)} ms (of the clients' own ${Math.round(outcome.ownBlockMs)} ms), memory ${Math.round(outcome.memoryBytes / 2 ** 20)} MiB`,
  );
  console.log(
    Object.entries(zeros)
      .map(([what, number]) => `${what} ${number}`)
      .join(', '),
  );
  const findings = [
    ...tallies.flatMap((tally) => tally.findings),
    ...shown('wrong in the archive', audit.wrong),
    ...shown('lost', audit.lost),
    ...shown('page fetched twice', refetched.pages),
    ...shown('ids fetched twice', refetched.ids),
    ...stuck.map((what) => `stuck: ${what}`),
  ];
  for (const finding of findings) console.log(`  - ${finding}`);
  return Object.values(zeros).every((number) => number === 0);
}

function codesOf(tallies: readonly Tally[]): string {
  const codes = new Map<string, number>();
  for (const tally of tallies) {
    for (const [code, count] of tally.refusals()) codes.set(code, (codes.get(code) ?? 0) + count);
  }
  return [...codes].map(([code, count]) => `${code} ${count}`).join(', ') || 'none';
}

function shown(what: string, found: readonly string[]): string[] {
  return found.slice(0, MOST_SHOWN).map((each) => `${what}: ${each}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
