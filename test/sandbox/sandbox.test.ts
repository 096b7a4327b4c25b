import { afterEach, describe, expect, test } from 'vitest';
import {
  type AppMetricsResponse,
  appMetricsResponse,
  ENDPOINTS,
  failureResponse,
  JODOO_CODES,
  MAX_IDS_PER_CALL,
  MAX_PAGE_SIZE,
} from '../../src/jodoo/contract.ts';
import { METRICS } from '../../src/jodoo/metrics.ts';
import {
  addDays,
  eachDay,
  type StatisticsDay,
  statisticsDay,
  upstreamDays,
} from '../../src/jodoo/statistics-day.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

const APPS = ENDPOINTS.appMetrics.path;
const PATHS = Object.values(ENDPOINTS).map(({ path }) => path);
/** 2026-10-10 07:00 in UTC+8: still the 9th in UTC. */
const NOW = Date.parse('2026-10-09T23:00:00Z');
/** Long enough that no test outlasts it. */
const FOREVER_MS = 3_600_000;

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

describe('days', () => {
  test('a missing and an empty date mean yesterday in UTC+8', async () => {
    const sandbox = await open();
    for (const body of [{}, { date: '' }]) {
      expect((await page(sandbox, body)).date).toBe('2026-10-09');
    }
  });

  test('the first and the last of T-180 … T-1 are answered', async () => {
    const sandbox = await open();
    const { from, to } = upstreamDays(NOW);
    for (const path of PATHS) {
      for (const date of [from, to]) {
        expect(await post(sandbox, path, { date })).toMatchObject({ status: 200, body: { date } });
      }
    }
  });

  test.each([
    ['T-181', '2026-04-12'],
    ['today', '2026-10-10'],
    ['a day that is in no calendar', '2026-09-31'],
    ['another spelling', '2026/10/09'],
  ])('%s is an invalid parameter', async (_what, date) => {
    const sandbox = await open();
    for (const path of PATHS) {
      expect(await failed(sandbox, path, { date })).toBe(JODOO_CODES.invalidParameter);
    }
  });

  test('the window moves at midnight in UTC+8', async () => {
    let now = Date.parse('2026-10-09T15:59:59.999Z');
    const sandbox = await open({ now: () => now });
    expect((await page(sandbox, {})).date).toBe('2026-10-08');
    now += 1;
    expect((await page(sandbox, {})).date).toBe('2026-10-09');
  });
});

describe('parameters', () => {
  test(`${MAX_IDS_PER_CALL} ids are answered and one more is an invalid parameter`, async () => {
    const sandbox = await open();
    const ids = idsOf(sandbox).slice(0, MAX_IDS_PER_CALL + 1);
    expect((await page(sandbox, { app_ids: ids.slice(1) })).items).toHaveLength(MAX_IDS_PER_CALL);
    expect(await failed(sandbox, APPS, { app_ids: ids })).toBe(JODOO_CODES.invalidParameter);
    expect(await failed(sandbox, ENDPOINTS.memberMetrics.path, { member_ids: ids })).toBe(
      JODOO_CODES.invalidParameter,
    );
  });

  test(`a limit of ${MAX_PAGE_SIZE} is answered and one more is an invalid parameter`, async () => {
    const sandbox = await open();
    expect((await page(sandbox, { limit: MAX_PAGE_SIZE })).items).toHaveLength(MAX_PAGE_SIZE);
    for (const limit of [MAX_PAGE_SIZE + 1, 0, -1, 1.5, '10']) {
      expect(await failed(sandbox, APPS, { limit })).toBe(JODOO_CODES.invalidParameter);
    }
  });

  test('an invalid parameter has the code 17017', async () => {
    const sandbox = await open();
    expect(await failed(sandbox, APPS, { limit: 101 })).toBe(17017);
  });

  test('a body that is not JSON is an invalid request', async () => {
    const sandbox = await open();
    expect(await failed(sandbox, APPS, undefined)).toBe(JODOO_CODES.invalidRequest);
  });

  test('an unknown path is no success', async () => {
    const sandbox = await open();
    expect((await post(sandbox, '/v1/corp_usage/nothing', {})).status).toBe(404);
  });
});

describe('ids', () => {
  test('every asked app comes once, and unknown ones are left out', async () => {
    const sandbox = await open();
    const asked = idsOf(sandbox).slice(20, 24);
    const answered = await page(sandbox, { app_ids: [...asked, 'unknown', ...asked.slice(0, 2)] });
    expect(answered.items.map(({ app_id }) => app_id).toSorted()).toEqual(asked.toSorted());
    expect(answered.has_next).toBe(false);
  });

  test('the order of the answer does not follow the order of the ids', async () => {
    const sandbox = await open();
    const asked = idsOf(sandbox).slice(0, MAX_IDS_PER_CALL);
    for (const app_ids of [asked, asked.toReversed(), asked.slice(0, 2), asked.slice(0, 2).toReversed()]) {
      const answered = (await page(sandbox, { app_ids })).items.map(({ app_id }) => app_id);
      expect(answered).not.toEqual(app_ids);
      expect(answered.toSorted()).toEqual(app_ids.toSorted());
    }
  });

  test('only unknown ids give an empty page', async () => {
    const sandbox = await open();
    expect(await page(sandbox, { app_ids: ['unknown'] })).toMatchObject({ has_next: false, items: [] });
  });

  test('an empty list of ids asks for all apps', async () => {
    const sandbox = await open();
    expect((await page(sandbox, { app_ids: [], limit: 3 })).items).toHaveLength(3);
  });
});

describe('paging', () => {
  test.each([7, 80, MAX_PAGE_SIZE])('pages of %i cover all 240 apps once, in one order', async (limit) => {
    const sandbox = await open();
    const seen: string[] = [];
    for (let hasNext = true; hasNext; ) {
      const { items, has_next } = await page(sandbox, { skip: seen.length, limit });
      expect(items.length).toBe(has_next ? limit : Math.min(limit, 240 - seen.length));
      seen.push(...items.map(({ app_id }) => app_id));
      hasNext = has_next;
    }
    expect(seen).toEqual(idsOf(sandbox));
    expect(new Set(seen).size).toBe(240);
  });

  test('a page behind the end is empty and the last', async () => {
    const sandbox = await open();
    expect(await page(sandbox, { skip: 240 })).toMatchObject({ has_next: false, items: [] });
  });
});

describe('rate limit', () => {
  test('the second request of an interval is refused with 8304, and another endpoint is not', async () => {
    const sandbox = await open({ intervalMs: FOREVER_MS });
    for (const path of PATHS) {
      expect((await post(sandbox, path, {})).status).toBe(200);
      expect(await failed(sandbox, path, {})).toBe(8304);
    }
    expect(sandbox.requests.map(({ admitted }) => admitted)).toEqual([true, false, true, false, true, false]);
  });

  test('a request with wrong parameters uses up its interval', async () => {
    const sandbox = await open({ intervalMs: FOREVER_MS });
    expect(await failed(sandbox, APPS, { limit: 101 })).toBe(JODOO_CODES.invalidParameter);
    expect(await failed(sandbox, APPS, {})).toBe(JODOO_CODES.requestLimitExceeded);
  });

  test('a request without the key does not use up the interval', async () => {
    const sandbox = await open({ intervalMs: FOREVER_MS, apiKey: 'right' });
    expect(await failed(sandbox, APPS, {}, 'Bearer wrong')).toBe(JODOO_CODES.invalidApiKey);
    expect((await post(sandbox, APPS, {}, 'Bearer right')).status).toBe(200);
  });
});

describe('keys', () => {
  test('a missing key is refused, whether or not one is set', async () => {
    for (const options of [{}, { apiKey: 'right' }]) {
      const sandbox = await open(options);
      for (const authorization of [null, 'right', 'Basic right']) {
        expect(await failed(sandbox, APPS, {}, authorization)).toBe(JODOO_CODES.authorizationFailed);
      }
    }
  });

  test('a wrong key is refused and the right one is not', async () => {
    const sandbox = await open({ apiKey: 'right' });
    expect(await failed(sandbox, APPS, {}, 'Bearer wrong')).toBe(JODOO_CODES.invalidApiKey);
    expect((await post(sandbox, APPS, {}, 'Bearer right')).status).toBe(200);
  });
});

describe('numbers', () => {
  test.each(Object.entries(ENDPOINTS))('%s answers what its contract says', async (_name, endpoint) => {
    const sandbox = await open();
    const { from, to } = upstreamDays(NOW);
    for (const date of [from, to]) {
      const { body } = await post(sandbox, endpoint.path, { date });
      expect(endpoint.response.safeParse(body)).toMatchObject({ success: true });
    }
  });

  test('the same seed and day give the same answers in every sandbox', async () => {
    const [one, two] = [await open(), await open()];
    for (const path of PATHS) {
      expect(await post(one, path, { date: '2026-08-01' })).toEqual(
        await post(two, path, { date: '2026-08-01' }),
      );
    }
  });

  test('another seed gives another organization', async () => {
    const one = await open();
    const two = await open({ organization: createOrganization({ seed: 2 }) });
    expect(await page(one, {})).not.toEqual(await page(two, {}));
    expect(idsOf(two)).not.toEqual(idsOf(one));
  });

  test('what is counted in total never shrinks from one day to the next', async () => {
    const { apps } = createOrganization({ apps: 40 });
    const totals = METRICS.filter(({ measure }) => measure === 'level');
    const { from, to } = upstreamDays(NOW);
    let before = apps(addDays(from, -1));
    for (const day of eachDay({ from, to })) {
      const now = apps(day);
      const shrunk = now.flatMap(({ app_id, metrics }, index) =>
        totals
          .filter(({ wire }) => Number(metrics[wire]) < Number(before[index]?.metrics[wire]))
          .map(({ wire }) => `${day} ${app_id} ${wire}`),
      );
      expect(shrunk).toEqual([]);
      before = now;
    }
  });

  test('something grows within the window', async () => {
    const { overview } = createOrganization();
    const { from, to } = upstreamDays(NOW);
    expect(overview(to).data).toBeGreaterThan(Number(overview(from).data));
  });

  test('the first app holds 5000000000 records on every day', async () => {
    const sandbox = await open();
    for (const date of Object.values(upstreamDays(NOW))) {
      expect((await page(sandbox, { date, limit: 1 })).items[0]?.metrics.data).toBe(5_000_000_000);
    }
  });

  test('without the big app, no app dwarfs all others', () => {
    const { apps, overview } = createOrganization({ bigApp: false });
    const day = statisticsDay('2026-10-09');
    const largest = Math.max(...apps(day).map(({ metrics }) => metrics.data ?? 0));
    expect(largest).toBeLessThan((overview(day).data ?? 0) / 20);
  });

  test('the daily numbers are absent before 2026-06-29 and present from then on', async () => {
    const sandbox = await open();
    const counts = async (day: StatisticsDay) =>
      (await page(sandbox, { date: day })).items.map(({ metrics }) => metrics.daily_automation_exec);
    const first = statisticsDay('2026-06-29');
    expect(new Set(await counts(addDays(first, -1)))).toEqual(new Set([undefined]));
    expect(await counts(first)).not.toContain(undefined);
  });
});

/** A sandbox whose limit is out of the way, unless the test is about it. */
async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    intervalMs: 0,
    now: () => NOW,
    organization: createOrganization(),
    ...options,
  });
  opened.push(sandbox);
  return sandbox;
}

async function post(
  { baseUrl }: Sandbox,
  path: string,
  body: unknown,
  authorization: string | null = 'Bearer any',
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
    body: JSON.stringify(body) ?? 'not JSON',
  });
  return { status: response.status, body: await response.json() };
}

async function page(sandbox: Sandbox, body: object): Promise<AppMetricsResponse> {
  const answered = await post(sandbox, APPS, body);
  expect(answered.status).toBe(200);
  return appMetricsResponse.parse(answered.body);
}

/** The code of a failure. */
async function failed(
  sandbox: Sandbox,
  path: string,
  body: unknown,
  authorization?: string | null,
): Promise<number> {
  const answered = await post(sandbox, path, body, authorization);
  expect(answered.status).toBe(400);
  return failureResponse.parse(answered.body).code;
}

/** Every app's id, in the sandbox's order. */
function idsOf({ organization }: Sandbox): string[] {
  return organization.apps(upstreamDays(NOW).to).map(({ app_id }) => app_id);
}
