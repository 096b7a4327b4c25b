/** One gateway on one database in all weathers: clients ask while upstream, database and process fail. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openArchive } from '../../src/archive/open-archive.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { auditArchive } from './audit.ts';
import { createClients } from './clients.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { createModel } from './model.ts';
import { type Outage, refetched } from './refetched.ts';
import type { Outcome } from './report.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createTally } from './tally.ts';
import type { TroubledDatabase } from './troubled-database.ts';
import { withoutUnread } from './unread-answers.ts';
import { createUpstreamStorm } from './upstream-storm.ts';

export interface Trouble {
  /** When, as a part (0…1) of the time that the gateway is up in the storm. */
  readonly at: number;
  /** Of the database, by name; `kill` is the gateway's. */
  readonly name: string;
  /** Not before the archive is back: where the disk has failed, answers are only in memory until then. */
  readonly afterRecovery?: boolean;
}

export interface StormOptions {
  readonly database: TroubledDatabase;
  /** In the order of their instants. */
  readonly troubles: readonly Trouble[];
  /** That the gateway is up. */
  readonly seconds: number;
  readonly clients: number;
  readonly seed: number;
  readonly collect: boolean;
}

/** Stands for the upstream's second. */
const INTERVAL_MS = 30;
const UPSTREAM_TIMEOUT_MS = 1_500;
const REQUEST_TIMEOUT_MS = 5_000;
/** The gateway's own limit and its grace, and as much again for a machine that is busy. */
const HUNG_MS = 25_000;
const API_KEY = 'faults-key';
const RECOVERS_WITHIN_MS = 60_000;
const LAST_ROUNDS = 10;
/** A gateway that does not start again is not waited for longer than so many storms. */
const LONGEST = 4;

export async function playStorm(options: StormOptions): Promise<Outcome> {
  const { database, seconds, clients, seed } = options;
  const model = createModel({ apps: 430, members: 130, days: 150, nowMs: Date.now() });
  const sandbox = await startSandbox({
    organization: model.organization,
    intervalMs: INTERVAL_MS,
    apiKey: API_KEY,
  });
  const storm = createUpstreamStorm(sandbox, model, createSeededRandom(seed));
  const gateway = await startGatewayProcess({
    directory: database.directory,
    env: environment(options, sandbox.baseUrl),
  });
  const outages: Outage[] = [];
  const ownDelay = monitorEventLoopDelay();
  ownDelay.enable();
  const tally = createTally();
  const givesUpMs = performance.now() + LONGEST * seconds * 1000;
  const crowd = createClients({ gateway, model, tally, seed, hungMs: HUNG_MS });
  const isOver = () => gateway.upMs() > seconds * 1000 || performance.now() > givesUpMs;
  await Promise.all([crowd.run(clients, isOver), makeTrouble(options, gateway, outages, isOver)]);
  storm.end();

  const away = await archiveBack(gateway, RECOVERS_WITHIN_MS);
  const after = createTally();
  const stuck = await lastRounds(
    createClients({ gateway, model, tally: after, seed: seed + 1, hungMs: HUNG_MS }),
    after,
  );
  // What still waits in the spool is for the next process.
  await gateway.restart({ COLLECT: 'off' });
  const left = await archiveBack(gateway, RECOVERS_WITHIN_MS);
  await gateway.close();
  const archive = await openArchive({ url: database.url, origin: sandbox.baseUrl });
  const good = await withoutUnread(storm.good, gateway.logPath, UPSTREAM_TIMEOUT_MS);
  const audit = await auditArchive(archive, model, good, gateway.kills);
  await archive.close();
  await sandbox.close();
  return {
    name: `${database.kind}${options.collect ? ', collecting' : ''}`,
    tallies: [tally, after],
    audit,
    refetched: refetched(model, good, gateway.kills, outages),
    faultsMet: storm.met(),
    good,
    outages,
    kills: gateway.kills.length,
    crashes: gateway.crashes(),
    stuck: [...stuck, ...[away, left].flatMap((what) => what ?? [])],
    ownBlockMs: ownDelay.max / 1e6,
    ...gateway.measures(),
  };
}

function environment({ database, collect }: StormOptions, baseUrl: string): Record<string, string> {
  return {
    JODOO_API_KEY: API_KEY,
    JODOO_BASE_URL: baseUrl,
    JODOO_MIN_INTERVAL_MS: String(INTERVAL_MS),
    JODOO_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS),
    REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    MAX_PENDING_CALLS: '400',
    DATABASE_URL: database.url,
    COLLECT: collect ? 'on' : 'off',
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
  };
}

async function makeTrouble(
  { database, troubles, seconds }: StormOptions,
  gateway: GatewayProcess,
  outages: Outage[],
  isOver: () => boolean,
): Promise<void> {
  for (const { at, name, afterRecovery = false } of troubles) {
    while (gateway.upMs() < at * seconds * 1000 && !isOver()) await sleep(50);
    if (afterRecovery) await archiveBack(gateway, RECOVERS_WITHIN_MS);
    const fromMs = Date.now();
    if (name === 'kill') await gateway.killAndRestart();
    else await database.troubles[name]?.(gateway.pid());
    void archiveBack(gateway, RECOVERS_WITHIN_MS).then(() => outages.push({ fromMs, toMs: Date.now() }));
  }
}

/** Waits until the archive answers again; says what it says instead where it does not in time. */
async function archiveBack(gateway: GatewayProcess, withinMs: number): Promise<string | undefined> {
  const untilMs = performance.now() + withinMs;
  // It may not have noticed at once that it is away.
  await sleep(300);
  for (;;) {
    const archive = await gateway.archive();
    if (archive?.available === true) return undefined;
    if (performance.now() > untilMs) return `the archive does not come back: ${JSON.stringify(archive)}`;
    await sleep(100);
  }
}

/** Once all is well again, everything has to be answered: what is still refused after some rounds is stuck. */
async function lastRounds(
  crowd: ReturnType<typeof createClients>,
  tally: ReturnType<typeof createTally>,
): Promise<string[]> {
  for (let round = 0; round < LAST_ROUNDS; round += 1) {
    const refusedBefore = tally.count('refused');
    await crowd.runOnce();
    if (tally.count('refused') === refusedBefore) return [];
    await sleep(500);
  }
  return [
    `still refused: ${tally
      .refusals()
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')}`,
  ];
}
