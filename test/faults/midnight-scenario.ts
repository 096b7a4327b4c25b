/**
 * A night: midnight in UTC+8 passes, a new day becomes the latest, its numbers change hour by hour, and it settles at
 * six. No answer may be older than a provisional fact is believed, and none that is said to be settled may change.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openArchive } from '../../src/archive/open-archive.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { createAsker } from './ask.ts';
import { openInProcessGateway } from './in-process-gateway.ts';
import { askOfNight, PROVISIONAL_TTL_MS } from './night-questions.ts';
import type { Outcome } from './report.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { createTally } from './tally.ts';
import { createUnsettledOrganization } from './unsettled-organization.ts';

export interface MidnightOptions {
  /** Of real time. */
  readonly seconds: number;
  readonly clients: number;
  readonly seed: number;
}

/** 23:30 in UTC+8. */
const FROM_MS = Date.parse('2026-11-23T15:30:00Z');
const NIGHT_MS = 7.5 * 3_600_000;
const INTERVAL_MS = 15;
const SETTLE_AFTER_HOURS = 6;
const APPS = 120;
const HUNG_MS = 30_000;

export async function playMidnight({ seconds, clients, seed }: MidnightOptions): Promise<Outcome> {
  const clock = createSimulatedClock(FROM_MS, NIGHT_MS / (seconds * 1000));
  const { now } = clock;
  const organization = createUnsettledOrganization(APPS, now);
  const sandbox = await startSandbox({ organization, intervalMs: INTERVAL_MS, now });
  const archive = await openArchive({ url: 'sqlite::memory:', origin: 'faults' });
  const gateway = await openInProcessGateway({
    baseUrl: sandbox.baseUrl,
    archive,
    intervalMs: INTERVAL_MS,
    settleAfterHours: SETTLE_AFTER_HOURS,
    provisionalTtlMs: PROVISIONAL_TTL_MS,
    now,
  });
  const tally = createTally();
  const delay = monitorEventLoopDelay();
  delay.enable();
  await Promise.all(
    Array.from({ length: clients }, async (_, number) => {
      const random = createSeededRandom(seed * 1_000 + number);
      const asker = createAsker({
        url: gateway.url,
        tally,
        random,
        wasKilledSince: () => false,
        hungMs: HUNG_MS,
      });
      while (now() < FROM_MS + NIGHT_MS) await askOfNight({ ask: asker.ask, now, organization, random });
      await asker.close();
    }),
  );
  await gateway.close();
  await archive.close();
  await sandbox.close();
  return {
    name: 'midnight and the settling hour',
    tallies: [tally],
    audit: { fetched: 0, lost: [], wrong: [] },
    refetched: { pages: [], ids: [] },
    faultsMet: 0,
    good: [],
    outages: [],
    kills: 0,
    crashes: 0,
    stuck: [],
    blockMs: delay.max / 1e6,
    ownBlockMs: delay.max / 1e6,
    memoryBytes: process.memoryUsage().rss,
  };
}
