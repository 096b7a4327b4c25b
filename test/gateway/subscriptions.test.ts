import { createClient, type ExecutionResult, NetworkError } from 'graphql-sse';
import { afterEach, expect, test, vi } from 'vitest';
import { createTicker } from '../../src/collector/ticker.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const { start, current } = gatewayPerTest();

const COLLECTION = `subscription ($from: Date!, $to: Date!) {
  collection(from: $from, to: $to) { done total expectedMs missingDates }
}`;
const GATEWAY =
  'subscription { gateway { latestDate slots { waiting } archive { rows collecting { date } } } }';
const FIVE_DAYS = { from: '2026-11-16', to: '2026-11-20' };

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly expectedMs: number;
  readonly missingDates: readonly string[];
}

interface EventData {
  readonly collection?: Progress;
  readonly gateway?: { readonly latestDate: string; readonly archive: { readonly rows: number } };
}

type Event = ExecutionResult<EventData, unknown>;

interface Subscriber {
  readonly events: Event[];
  /** Resolves when the gateway has ended the subscription. */
  readonly ended: Promise<void>;
  /** Leaves in the middle. */
  leave(): void;
}

const leaving: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});

/** The reference client, in distinct connections mode. It never tries again, so that a test sees each failure. */
function subscribe(query: string, variables: Record<string, unknown> = {}): Subscriber {
  const client = createClient({ url: current().url, retryAttempts: 0 });
  const events: Event[] = [];
  let leave = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    leave = client.subscribe<EventData>(
      { query, variables },
      { next: (event) => events.push(event), complete: resolve, error: reject },
    );
  });
  ended.catch(() => {});
  leaving.push(leave);
  return { events, ended, leave };
}

function codes(events: readonly Event[]): unknown[] {
  return events.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions?.code));
}

test('a collection says how far it is until every list of every day is there', async () => {
  const { query } = await start({ organization: { apps: 150 } });
  const { events, ended } = subscribe(COLLECTION, FIVE_DAYS);
  await ended;
  const steps = events.flatMap(({ data }) => data?.collection ?? []);
  expect(steps).toHaveLength(events.length);
  expect(steps[0]).toMatchObject({ done: 0, total: 5, missingDates: expect.arrayContaining(['2026-11-16']) });
  expect(steps[0]?.expectedMs).toBeGreaterThan(0);
  expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(steps.at(-1)).toEqual({ done: 5, total: 5, expectedMs: 0, missingDates: [] });
  expect(events.every(({ extensions }) => extensions === undefined)).toBe(true);

  const { data } = await query(`{ gateway { archive {
    coverage(from: "2026-11-16", to: "2026-11-20") { apps members organization }
  } } }`);
  const complete = { apps: 'COMPLETE', members: 'COMPLETE', organization: 'COMPLETE' };
  expect(data.gateway.archive).toEqual({ coverage: Array.from({ length: 5 }, () => complete) });
});

test('days that Jodoo has no more hold no collection up, and are named at its end', async () => {
  await start({ organization: { apps: 10 } });
  const { events, ended } = subscribe(COLLECTION, { from: '2026-05-26', to: '2026-05-28' });
  await ended;
  expect(events.at(-1)?.data?.collection).toEqual({
    done: 3,
    total: 3,
    expectedMs: 0,
    missingDates: ['2026-05-26', '2026-05-27'],
  });
});

test('what is collected already is one event', async () => {
  await start({ organization: { apps: 10 } });
  await subscribe(COLLECTION, FIVE_DAYS).ended;
  const again = subscribe(COLLECTION, FIVE_DAYS);
  await again.ended;
  expect(again.events).toHaveLength(1);
});

test('a range that cannot be is refused by code, before anything is queued', async () => {
  const { upstreamRequests } = await start({ organization: { apps: 10 } });
  const { events, ended } = subscribe(COLLECTION, { from: '2026-11-20', to: '2026-11-16' });
  await ended.catch(() => {});
  expect(codes(events)).toEqual(['BAD_USER_INPUT']);
  expect(upstreamRequests()).toHaveLength(0);
});

test('the state of the gateway is an event at once, when it changes, and not otherwise', async () => {
  const { query } = await start({ organization: { apps: 30 } });
  const { events } = subscribe(GATEWAY);
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(0), 10_000);
  expect(events[0]?.data?.gateway?.latestDate).toBe('2026-11-23');
  // The slots of the gateway's own first calls come back.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = events.length;
  // Fifty ticks without a change.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(events).toHaveLength(before);
  await query('{ appUsage(date: "2026-11-20", first: 1) { nodes { appId } } }');
  await vi.waitFor(
    () => expect(events.at(-1)?.data?.gateway?.archive.rows).toBeGreaterThanOrEqual(30),
    10_000,
  );
});

test('all who wait have one timer, and it stands still while nobody waits', async () => {
  vi.useFakeTimers();
  try {
    const ticker = createTicker(500);
    expect(vi.getTimerCount()).toBe(0);
    const waiting = [ticker.next(), ticker.next(), ticker.next()];
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all(waiting);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a sixth subscription of a caller is refused in words, and has its turn once one is closed', async () => {
  await start({ organization: { apps: 10 } });
  const five = Array.from({ length: 5 }, () => subscribe(GATEWAY));
  await vi.waitFor(() => expect(five.every(({ events }) => events.length > 0)).toBe(true), 10_000);
  const sixth = subscribe(GATEWAY);
  await sixth.ended;
  expect(codes(sixth.events)).toEqual(['OVERLOADED']);
  expect(sixth.events[0]?.errors?.[0]?.message).toContain('5 subscriptions');

  five[0]?.leave();
  await vi.waitFor(async () => {
    const next = subscribe(GATEWAY);
    await vi.waitFor(() => expect(next.events.length).toBeGreaterThan(0), 5000);
    expect(codes(next.events)).toEqual([]);
  }, 30_000);
});

test('a subscription that was answered or refused takes no place from later ones', async () => {
  const { query } = await start({ organization: { apps: 10 } });
  for (let i = 0; i < 7; i += 1) {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const { status, errors } = await query(GATEWAY, {}, { headers });
    expect([status, errors?.[0]?.extensions.code]).toEqual([406, 'NOT_ACCEPTABLE']);
    expect(errors?.[0]?.message).toContain('text/event-stream');
    await subscribe(COLLECTION, { from: '2026-11-20', to: '2026-11-20' }).ended;
  }
});

test('a subscription outlives the time of an operation, with a heartbeat while nothing changes', async () => {
  const { url } = await start({ organization: { apps: 10 }, requestTimeoutMs: 100, graceMs: 100 });
  const response = await fetch(`${url}?query=${encodeURIComponent(GATEWAY)}`, {
    headers: { accept: 'text/event-stream' },
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  // Three beats of 300 ms, behind the one that opens the stream: more than both times together.
  while ((text.match(/^:$/gm) ?? []).length < 4) {
    const read = await reader?.read();
    if (read?.done !== false) throw new Error(`the stream has ended: ${text}`);
    text += read.value;
  }
  expect(text).toContain('"latestDate":"2026-11-23"');
  await reader?.cancel();
});

test('open subscriptions end with the server: the last event says why, and nothing hangs', async () => {
  const { closeServer } = await start({ organization: { apps: 10 } });
  const subscribers = [subscribe(GATEWAY), subscribe(GATEWAY)];
  await vi.waitFor(() => expect(subscribers.every(({ events }) => events.length > 0)).toBe(true), 10_000);
  // Longer than a test may last: a close that waits for it fails.
  await closeServer(60_000);
  for (const { events, ended } of subscribers) {
    await ended;
    expect(codes(events)).toEqual(['SHUTTING_DOWN']);
  }
});

test('a client that leaves in the middle leaves the days in the queue', async () => {
  const { query } = await start({ organization: { apps: 150 }, intervalMs: 40 });
  const { events, leave } = subscribe(COLLECTION, FIVE_DAYS);
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(0), 10_000);
  leave();
  await vi.waitFor(async () => {
    const { data } = await query('{ gateway { archive { completeDays } } }');
    expect(data.gateway.archive.completeDays).toBe(5);
  }, 30_000);
});

test('a stranger gets no events', async () => {
  const { url } = await start({ organization: { apps: 10 } });
  const client = createClient({
    url,
    retryAttempts: 0,
    headers: { origin: 'https://elsewhere.example' },
  });
  const refused = new Promise((_resolve, reject) => {
    client.subscribe({ query: GATEWAY }, { next: () => {}, complete: () => {}, error: reject });
  });
  await expect(refused).rejects.toThrow(NetworkError);
});
