/**
 * A mixed hour of many clients who ask whenever they like (an open loop), in virtual time: one slot a second, an
 * organization of 1,200 apps, apps and days by Zipf's law. The gateway's own choice, archive and outlooks play
 * against the usual design (each request's ids in tens, first come, first served), slot by slot.
 */
import { openArchive } from '../../src/archive/open-archive.ts';
import { appUsageRow } from '../../src/jodoo/app-usage-row.ts';
import { MAX_IDS_PER_CALL, MAX_PAGE_SIZE } from '../../src/jodoo/contract.ts';
import { addDays, type StatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { noise } from '../../src/sandbox/random.ts';
import { type Asker, chooseCall, type PendingWant } from '../../src/usage/choose-call.ts';
import { foundIn } from '../../src/usage/filed-answer.ts';
import { createKnownFacts } from '../../src/usage/known-facts.ts';
import { type Call, type Want, wantKey } from '../../src/usage/want.ts';
import { percentile } from './percentile.ts';

const SECONDS = 3600;
const APPS = 1200;
const DAYS = 60;
const REQUESTS_PER_SECOND = 0.8;
const LATEST = statisticsDay('2026-11-20');
const NOW_MS = Date.parse('2026-11-22T00:00:00Z');
const TRIP_SECONDS = 0.2;

interface Request {
  readonly atSeconds: number;
  readonly wants: readonly Want[];
}

interface Outcome {
  readonly calls: number;
  /** For each answered request. */
  readonly firstSeconds: readonly number[];
  readonly lastSeconds: readonly number[];
}

export async function playMixedHour(): Promise<void> {
  const organization = createOrganization({ apps: APPS });
  const appIds = organization.apps(LATEST).map(({ app_id }) => app_id);
  const requests = mixedRequests(appIds);
  const fewest = fewestCalls(requests);
  for (const [design, outcome] of [
    ['usual', playUsual(requests)],
    ['gateway', await playGateway(requests, appIds)],
  ] as const) {
    const first = outcome.firstSeconds.toSorted((a, b) => a - b);
    const last = outcome.lastSeconds.toSorted((a, b) => a - b);
    const times = [percentile(first, 0), percentile(last, 0.5), percentile(last, 0.99), percentile(last, 1)];
    console.log(
      `| an hour of ${requests.length} mixed requests, 1,200 apps (virtual time) | ${design} | ${outcome.calls} | ${fewest} | 0 | ${times.map((time) => time.toFixed(1)).join(' | ')} |`,
    );
    console.log(
      `  (${design}: first answer of a request p50 ${percentile(first, 0.5).toFixed(1)}, p99 ${percentile(first, 0.99).toFixed(1)})`,
    );
  }
}

/** Few apps mostly, now and then a page of the list or a longer selection; popular apps and late days most. */
function mixedRequests(appIds: readonly string[]): Request[] {
  const requests: Request[] = [];
  let atSeconds = 0;
  for (let number = 0; ; number += 1) {
    atSeconds += -Math.log(1 - noise('arrival', number)) / REQUESTS_PER_SECOND;
    if (atSeconds >= SECONDS) return requests;
    const day = addDays(LATEST, -zipf(DAYS, 'day', number));
    const kind = noise('kind', number);
    const ids = (count: number) =>
      new Set(Array.from({ length: count }, (_, index) => appIds[zipf(APPS, 'app', number, index)] ?? ''));
    const wants: Want[] =
      kind < 0.2
        ? [{ kind: 'page', day, page: zipf(APPS / MAX_PAGE_SIZE, 'page', number) }]
        : [...ids(kind < 0.9 ? 1 + zipf(5, 'count', number) : 35)].map((appId) => ({
            kind: 'app',
            day,
            appId,
          }));
    requests.push({ atSeconds, wants });
  }
}

/** 0 … `size - 1`; place n is n + 1 times rarer than the first. */
function zipf(size: number, ...parts: readonly (string | number)[]): number {
  return Math.min(size - 1, Math.floor(size ** noise(...parts) - 1 + 1e-9));
}

/** Knowing the whole hour beforehand, for each day by itself: pages asked for, and for ids tens or the rest of the list. */
function fewestCalls(requests: readonly Request[]): number {
  const days = new Map<StatisticsDay, { ids: Set<string>; pages: Set<number> }>();
  for (const want of requests.flatMap(({ wants }) => wants)) {
    const day = days.get(want.day) ?? { ids: new Set(), pages: new Set() };
    days.set(want.day, day);
    if (want.kind === 'app') day.ids.add(want.appId);
    else day.pages.add(want.page);
  }
  const pages = APPS / MAX_PAGE_SIZE;
  return [...days.values()].reduce(
    (sum, day) => sum + Math.min(pages, day.pages.size + Math.ceil(day.ids.size / MAX_IDS_PER_CALL)),
    0,
  );
}

function playUsual(requests: readonly Request[]): Outcome {
  let freeAt = 0;
  let calls = 0;
  const firstSeconds: number[] = [];
  const lastSeconds: number[] = [];
  for (const { atSeconds, wants } of requests) {
    const own = Math.ceil(wants.length / MAX_IDS_PER_CALL);
    const start = Math.max(atSeconds, freeAt);
    freeAt = start + own;
    calls += own;
    firstSeconds.push(start + TRIP_SECONDS - atSeconds);
    lastSeconds.push(start + own - 1 + TRIP_SECONDS - atSeconds);
  }
  return { calls, firstSeconds, lastSeconds };
}

async function playGateway(requests: readonly Request[], appIds: readonly string[]): Promise<Outcome> {
  const archive = await openArchive({ url: 'sqlite::memory:', origin: 'bench' });
  const settlement = { settleAfterHours: 6, provisionalTtlMs: 300_000 };
  const facts = createKnownFacts({ archive, settlement, now: () => NOW_MS });
  const organization = createOrganization({ apps: APPS });
  const places = new Map(appIds.map((appId, index) => [appId, index]));
  const pending = new Map<string, { want: Want; askers: Asker[] }>();
  const left = new Map<Asker, { request: Request; keys: Set<string> }>();
  const turns = new Map<Asker, { lastTurn: number }>();
  const firstSeconds: number[] = [];
  const lastSeconds: number[] = [];
  let calls = 0;

  async function arrive(request: Request): Promise<void> {
    const asker = { id: left.size + lastSeconds.length, background: false, lastTurn: calls };
    const missing: Want[] = [];
    for (const want of request.wants) {
      const known =
        want.kind === 'page'
          ? await facts.page(want.day, want.page)
          : (await facts.apps(want.day, [want.appId])).get(want.appId);
      if (known === undefined) missing.push(want);
    }
    if (missing.length < request.wants.length) firstSeconds.push(0);
    if (missing.length === 0) {
      lastSeconds.push(0);
      return;
    }
    turns.set(asker, asker);
    left.set(asker, { request, keys: new Set(missing.map(wantKey)) });
    for (const want of missing) {
      const entry = pending.get(wantKey(want)) ?? { want, askers: [] };
      entry.askers.push(asker);
      pending.set(wantKey(want), entry);
      await facts.prepare(want.day);
    }
  }

  function rowsOf(call: Call) {
    const all = organization.apps(call.day);
    const items =
      call.kind === 'page'
        ? all.slice(call.page * MAX_PAGE_SIZE, (call.page + 1) * MAX_PAGE_SIZE)
        : call.appIds.flatMap((appId) => all[places.get(appId) ?? -1] ?? []);
    return items.map((item) => appUsageRow(call.day, item));
  }

  let next = 0;
  for (let second = 0; next < requests.length || pending.size > 0; second += 1) {
    for (let request = requests[next]; request && request.atSeconds <= second; request = requests[next]) {
      next += 1;
      await arrive(request);
    }
    const wants: PendingWant[] = [...pending.values()].map((entry) => ({ ...entry, isolated: false }));
    const limits = { idsPerCall: MAX_IDS_PER_CALL };
    const choice = chooseCall({ pending: wants, underway: [], outlookOf: facts.outlook, limits });
    if (choice === undefined) continue;
    calls += 1;
    const turn = turns.get(choice.asker);
    if (turn) turn.lastTurn = calls;
    const { call } = choice;
    const hasNext = call.kind === 'page' && (call.page + 1) * MAX_PAGE_SIZE < APPS;
    const filed = await facts.file({ call, rows: rowsOf(call), hasNext }, NOW_MS);
    for (const [key, { want, askers }] of pending) {
      if (foundIn(filed, want) === undefined) continue;
      pending.delete(key);
      for (const asker of askers) settle(asker, key, second + TRIP_SECONDS);
    }
  }
  await archive.close();
  return { calls, firstSeconds, lastSeconds };

  function settle(asker: Asker, key: string, atSeconds: number): void {
    const waiting = left.get(asker);
    if (waiting === undefined) return;
    const waitedSeconds = atSeconds - waiting.request.atSeconds;
    if (waiting.keys.size === waiting.request.wants.length) firstSeconds.push(waitedSeconds);
    waiting.keys.delete(key);
    if (waiting.keys.size > 0) return;
    left.delete(asker);
    lastSeconds.push(waitedSeconds);
  }
}
