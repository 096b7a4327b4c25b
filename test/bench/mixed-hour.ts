/**
 * A mixed hour of many clients who ask whenever they like (an open loop), in virtual time: one slot a second, an
 * organization of 1,200 apps, apps and days by Zipf's law. The gateway's own pool, dispatcher, archive and outlooks
 * play against the usual design (each request's ids in tens, first come, first served), slot by slot.
 */
import type { Archive } from '../../src/archive/archive.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import type { JodooClient } from '../../src/jodoo/client.ts';
import { MAX_IDS_PER_CALL, MAX_PAGE_SIZE } from '../../src/jodoo/contract.ts';
import { addDays, type StatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { UsageRow } from '../../src/jodoo/usage-row.ts';
import { createOrganization, type Organization } from '../../src/sandbox/organization.ts';
import { noise } from '../../src/sandbox/random.ts';
import { NO_TRACER } from '../../src/tracer.ts';
import { createCallMaker } from '../../src/usage/call-maker.ts';
import { createDemand } from '../../src/usage/demand.ts';
import { createDispatcher } from '../../src/usage/dispatcher.ts';
import { createFacts } from '../../src/usage/facts.ts';
import type { Want } from '../../src/usage/want.ts';
import { createWantPool } from '../../src/usage/want-pool.ts';
import { appRows } from './answers-of-day.ts';
import { percentile } from './percentile.ts';

const SECONDS = 3600;
const APPS = 1200;
const DAYS = 60;
const REQUESTS_PER_SECOND = 0.8;
const LATEST = statisticsDay('2026-11-20');
const NOW_MS = Date.parse('2026-11-22T00:00:00Z');
const TRIP_SECONDS = 0.2;
/** Calls of the gateway in this hour, at most. */
const MOST_CALLS = 1_435;

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

/** Prints the table's rows; says whether the gateway met its target. */
export async function playMixedHour(): Promise<boolean> {
  const organization = createOrganization({ apps: APPS });
  const appIds = organization.apps(LATEST).map(({ app_id }) => app_id);
  const requests = mixedRequests(appIds);
  const fewest = fewestCalls(requests);
  const gateway = await playGateway(requests, organization);
  for (const [design, outcome] of [
    ['usual', playUsual(requests)],
    ['gateway', gateway],
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
  return gateway.calls <= MOST_CALLS;
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
        : [...ids(kind < 0.9 ? 1 + zipf(5, 'count', number) : 35)].map((id) => ({ kind: 'row', day, id }));
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
    if (want.kind === 'row') day.ids.add(want.id);
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

async function playGateway(requests: readonly Request[], organization: Organization): Promise<Outcome> {
  const archive = await openArchive({ url: 'sqlite::memory:', origin: 'bench' });
  const lane = createVirtualLane(archive, organization);
  const firstSeconds: number[] = [];
  const lastSeconds: number[] = [];
  let unanswered = 0;
  let second = 0;

  async function arrive({ atSeconds, wants }: Request, number: number): Promise<void> {
    const missing: Want[] = [];
    for (const want of wants) if (!(await lane.knows(want))) missing.push(want);
    if (missing.length < wants.length) firstSeconds.push(0);
    if (missing.length === 0) {
      lastSeconds.push(0);
      return;
    }
    let left = missing.length;
    unanswered += 1;
    lane.ask(`request ${number}`, missing, () => {
      const waitedSeconds = second + TRIP_SECONDS - atSeconds;
      if (left === wants.length) firstSeconds.push(waitedSeconds);
      left -= 1;
      if (left > 0) return;
      unanswered -= 1;
      lastSeconds.push(waitedSeconds);
    });
  }

  let next = 0;
  for (; next < requests.length || unanswered > 0; second += 1) {
    for (let request = requests[next]; request && request.atSeconds <= second; request = requests[next]) {
      await arrive(request, next);
      next += 1;
    }
    await lane.spendSlot();
  }
  await archive.close();
  return { calls: lane.calls(), firstSeconds, lastSeconds };
}

/** A lane as the gateway has it, with slots spent by hand in place of its pace. */
function createVirtualLane(archive: Archive, organization: Organization) {
  const settlement = { settleAfterHours: 6, provisionalTtlMs: 300_000 };
  const limits = { idsPerCall: MAX_IDS_PER_CALL };
  const clock = { monotonicMs: () => 0, onWork: () => {} };
  const facts = createFacts({ kind: 'app', archive: archive.list('app'), settlement, now: () => NOW_MS });
  const demand = createDemand({ outlookOf: facts.outlook, limits });
  facts.onOutlookChange(demand.outlookChanged);
  const dispatcher = createDispatcher({ demand, limits, minIntervalMs: 1000, random: () => 0, ...clock });
  const pool = createWantPool({ demand, callNumber: dispatcher.callNumber, ...clock });
  const make = createCallMaker({
    kind: 'app',
    client: clientOf(organization),
    facts,
    dispatcher,
    tracer: NO_TRACER,
    wasCollected: async () => true,
    now: () => NOW_MS,
    onCallEnd(_kind, _call, error) {
      if (error !== null) throw error;
    },
    log: { debug: () => {}, info: () => {}, warn: () => {} },
  });
  return {
    calls: dispatcher.callNumber,
    async knows(want: Want): Promise<boolean> {
      const { day } = want;
      const known =
        want.kind === 'row'
          ? (await facts.facts(day, [want.id])).size
          : (await facts.pages(day, want.page, want.page)).size;
      if (known === 0) await facts.prepare(day);
      return known > 0;
    },
    /** `onAnswer` is called once for each want. */
    ask(caller: string, wants: readonly Want[], onAnswer: () => void): void {
      const asker = pool.join(caller, false);
      for (const want of wants) demand.add(want, asker, [{ settle: onAnswer }]);
    },
    async spendSlot(): Promise<void> {
      const dispatch = dispatcher.take();
      if (dispatch !== undefined) await make(dispatch);
    },
  };
}

/** Answers at once, without a socket. */
function clientOf(organization: Organization): JodooClient {
  const lists = new Map<StatisticsDay, readonly UsageRow[]>();
  return {
    async call(_kind, call) {
      const list = lists.get(call.day) ?? appRows(organization, call.day);
      lists.set(call.day, list);
      if (call.kind === 'ids') {
        const asked = new Set(call.ids);
        return { date: call.day, rows: list.filter(({ id }) => asked.has(id)), hasNext: false };
      }
      const end = (call.page + 1) * MAX_PAGE_SIZE;
      const rows = list.slice(call.page * MAX_PAGE_SIZE, end);
      return { date: call.day, rows, hasNext: end < list.length };
    },
    close: async () => {},
  };
}
