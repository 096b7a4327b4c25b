/** What `bench:warm` prints. */
import { SERVERS, type ServerName } from './warm-servers.ts';
import type { LoadResult } from './wrk.ts';

/** CPU a request tells more than the rate where others use the machine, too. */
export interface Measured extends LoadResult {
  readonly cpuUs: number;
}

export interface StartMeasured {
  readonly name: ServerName;
  readonly firstAnswerMs: number;
  readonly startCpuMs: number;
  readonly residentMiB: number;
}

/** By rate, but for the p99, which is the median one. */
export function medianOf(rounds: readonly Measured[]): Measured {
  const perSecond = middle(rounds.map((round) => round.perSecond));
  const median = rounds.find((round) => round.perSecond === perSecond);
  if (median === undefined) throw new Error('BENCH_ROUNDS must be at least 1');
  return { ...median, p99Ms: middle(rounds.map(({ p99Ms }) => p99Ms)) };
}

/** The median; of an even number the greater of the two in the middle. */
export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const MEASURED_HEAD = `| asked | of | requests/s | to Mercurius | to plain | p99, ms | CPU a request, µs | bytes an answer |
|---|---|--:|--:|--:|--:|--:|--:|`;

export function measuredLines(title: string, servers: ReadonlyMap<ServerName, Measured>): string {
  const lines = [...servers].map(([name, { perSecond, p99Ms, cpuUs, bytes }], index) => {
    const ratioTo = (other: ServerName) => {
      const reference = servers.get(other)?.perSecond;
      return reference === undefined ? '–' : (perSecond / reference).toFixed(2);
    };
    return `| ${index === 0 ? title : ''} | ${SERVERS[name].name} | ${Math.round(perSecond)} | ${ratioTo('mercurius')} | ${ratioTo('plain')} | ${p99Ms.toFixed(0)} | ${cpuUs.toFixed(0)} | ${Math.round(bytes)} |`;
  });
  return lines.join('\n');
}

export function startTable(servers: readonly StartMeasured[]): string {
  const mercurius = servers.find(({ name }) => name === 'mercurius');
  const lines = servers.map(({ name, firstAnswerMs, startCpuMs, residentMiB }) => {
    const ratio = (firstAnswerMs / (mercurius?.firstAnswerMs ?? Number.NaN)).toFixed(2);
    return `| ${SERVERS[name].name} | ${Math.round(firstAnswerMs)} ms | ${ratio} | ${startCpuMs} ms | ${residentMiB} MiB |`;
  });
  return [
    '',
    '| | first answer after | to Mercurius | CPU until then | RSS after the load |',
    '|---|--:|--:|--:|--:|',
    ...lines,
  ].join('\n');
}
