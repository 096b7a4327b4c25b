/**
 * The pace in real time: a saturated queue over real sockets, one call a second, on a quiet network and with up to
 * 60 ms of jitter in arrival, against an upstream that counts by sliding window and one that counts by calendar
 * second. The four runs go side by side (BENCH_SECONDS, default 40).
 */
import { createJodooClient } from '../../src/jodoo/client.ts';
import { addDays, type StatisticsDay, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { UpstreamError } from '../../src/jodoo/upstream-error.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { createCeiling } from '../../src/slots/ceiling.ts';
import { createSlots } from '../../src/slots/slots.ts';
import { createMemoryLedger } from '../slots/memory-ledger.ts';

const INTERVAL_MS = 1000;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 40);
/** The pace learns from its first calls. */
const LEARNING_CALLS = 5;
const DAY = addDays(upstreamDays(Date.now()).to, -3);

const RUNS = [
  { limitMode: 'sliding', arrivalJitterMs: 0, least: 0.98 },
  { limitMode: 'calendar', arrivalJitterMs: 0, least: 0.98 },
  { limitMode: 'sliding', arrivalJitterMs: 60, least: 0.93 },
  { limitMode: 'calendar', arrivalJitterMs: 60, least: 0.93 },
] as const;

console.log(`${SECONDS} s of real time\n`);
console.log('| upstream counts by | jitter | calls a second | target | refusals: first calls | later |');
console.log('|---|--:|--:|--:|--:|--:|');
const results = await Promise.all(RUNS.map(saturate));
for (const [index, { limitMode, arrivalJitterMs, least }] of RUNS.entries()) {
  const { perSecond, early, late } = results[index] ?? { perSecond: 0, early: 0, late: 0 };
  console.log(
    `| ${limitMode} | ${arrivalJitterMs} ms | ${perSecond.toFixed(3)} | ${least} | ${early} | ${late} |`,
  );
  if (perSecond < least || late > 0) process.exitCode = 1;
}

async function saturate({ limitMode, arrivalJitterMs }: (typeof RUNS)[number]) {
  const sandbox = await startSandbox({ limitMode, arrivalJitterMs });
  const client = createJodooClient({ baseUrl: sandbox.baseUrl, apiKey: 'bench', timeoutMs: 10_000 });
  const slots = createSlots<StatisticsDay>({
    lane: 'app',
    minIntervalMs: INTERVAL_MS,
    ceiling: createCeiling(INTERVAL_MS),
    ledger: createMemoryLedger({ answerMs: 2 }),
    hasWork: () => true,
    yields: false,
    choose: () => DAY,
    async make(day) {
      try {
        await client.call('app', { kind: 'page', day, page: 0 });
        return 'accepted';
      } catch (error) {
        return error instanceof UpstreamError && error.kind === 'refused' ? 'refused' : 'accepted';
      }
    },
    monotonicMs: () => performance.now(),
    random: Math.random,
  });
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  await slots.close();
  await client.close();
  await sandbox.close();
  const later = sandbox.requests.slice(LEARNING_CALLS);
  const admitted = later.filter((request) => request.admitted);
  const spanMs = (admitted.at(-1)?.atMs ?? 0) - (admitted[0]?.atMs ?? 0);
  return {
    perSecond: ((admitted.length - 1) * 1000) / spanMs,
    early: sandbox.requests.slice(0, LEARNING_CALLS).filter((request) => !request.admitted).length,
    late: later.length - admitted.length,
  };
}
