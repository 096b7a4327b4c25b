/**
 * Right or said, whatever breaks: the built gateway under clients, faults of the upstream, of the database and of its
 * own process, every answer checked against the sandbox's own model. Fails on anything wrong, silent, hung or lost.
 *
 * FAULTS_SECONDS (default 60) for each storm, FAULTS_CLIENTS (default 200), FAULTS_SEED (default 1), FAULTS_ONLY
 * (`sqlite`, `postgres` or `midnight`), FAULTS_MAIN (default dist/main.js).
 */
import { cp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playMidnight } from './midnight-scenario.ts';
import { type Outcome, report } from './report.ts';
import { playStorm, type StormOptions } from './storm-scenario.ts';
import { openTroubledPostgres, openTroubledSqlite, type TroubledDatabase } from './troubled-database.ts';

const seconds = Number(process.env.FAULTS_SECONDS ?? 60);
const clients = Number(process.env.FAULTS_CLIENTS ?? 200);
const seed = Number(process.env.FAULTS_SEED ?? 1);
const only = process.env.FAULTS_ONLY;
const MIDNIGHT_SECONDS = 12;
const MIDNIGHT_CLIENTS = 12;
const common = { seconds, clients, seed };

async function sqlite(): Promise<boolean> {
  const database = await openTroubledSqlite();
  const troubles = [
    { at: 0.15, name: 'lock' },
    { at: 0.35, name: 'kill' },
    { at: 0.5, name: 'fillDisk' },
    { at: 0.85, name: 'kill', afterRecovery: true },
  ];
  return await play(database, { troubles, collect: false });
}

async function postgres(): Promise<boolean> {
  const database = await openTroubledPostgres();
  const troubles = [
    { at: 0.1, name: 'terminate' },
    { at: 0.2, name: 'stop' },
    { at: 0.4, name: 'freeze' },
    { at: 0.6, name: 'lock' },
    { at: 0.72, name: 'terminate' },
    { at: 0.75, name: 'stopForGood' },
    { at: 0.83, name: 'kill' },
    { at: 0.9, name: 'start' },
  ];
  return await play(database, { troubles, collect: true });
}

async function play(
  database: TroubledDatabase,
  options: Pick<StormOptions, 'troubles' | 'collect'>,
): Promise<boolean> {
  let ok = false;
  try {
    const outcome = await playStorm({ ...common, ...options, database });
    ok = report(outcome);
    if (!ok) await keep(database.kind, outcome);
  } finally {
    if (!ok) {
      const kept = join(tmpdir(), `faults-${database.kind}.log`);
      await cp(join(database.directory, 'gateway.log'), kept);
      console.log(`  the gateway's log is kept in ${kept}`);
    }
    await database.close();
  }
  return ok;
}

/** For a look at what happened when. */
async function keep(kind: string, { good, outages }: Outcome): Promise<void> {
  const kept = join(tmpdir(), `faults-${kind}.json`);
  await writeFile(kept, JSON.stringify({ good, outages }));
  console.log(`  the upstream's good answers are kept in ${kept}`);
}

async function midnight(): Promise<boolean> {
  return report(await playMidnight({ seconds: MIDNIGHT_SECONDS, clients: MIDNIGHT_CLIENTS, seed }));
}

const SCENARIOS = { sqlite, postgres, midnight };
let ok = true;
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (only !== undefined && only !== name) continue;
  console.log(`playing ${name}`);
  ok = (await scenario()) && ok;
}
process.exitCode = ok ? 0 : 1;
