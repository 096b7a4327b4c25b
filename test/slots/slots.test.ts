import { afterEach, describe, expect, test } from 'vitest';
import { deferred } from '../../src/deferred.ts';
import { createCeiling } from '../../src/slots/ceiling.ts';
import { closeLanes, openLane, pause, until } from './lanes.ts';
import { createMemoryLedger } from './memory-ledger.ts';

afterEach(closeLanes);

describe('lanes', () => {
  test('each take a slot of their own in the same interval', async () => {
    const minIntervalMs = 1_000;
    const shared = { minIntervalMs, ceiling: createCeiling(minIntervalMs), ledger: createMemoryLedger() };
    const lanes = ['organization', 'app', 'member'].map((lane) => openLane({ ...shared, lane }));
    await until(() => lanes.every(({ starts }) => starts.length > 0));
    expect(lanes.map(({ starts }) => starts.length)).toEqual([1, 1, 1]);
  });

  test('together keep the distance of their ceiling', async () => {
    const ceiling = createCeiling(5_000);
    const lanes = Array.from({ length: 5 }, (_, index) => openLane({ ceiling, lane: `lane ${index}` }));
    await until(() => lanes.every(({ starts }) => starts.length > 0));
    const firsts = lanes.map(({ starts }) => starts[0] ?? 0);
    // A fiftieth of 5 s between any two; a stall of the machine may shorten the last one.
    expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(300);
  });
});

describe('a start', () => {
  test('is reserved only when there is work', async () => {
    const ledger = createMemoryLedger();
    let hasWork = false;
    const lane = openLane({ ledger, hasWork: () => hasWork });
    await pause(150);
    expect(ledger.questions()).toBe(0);
    hasWork = true;
    lane.wake();
    await until(() => lane.starts.length > 0);
    expect(ledger.reservations.length).toBeGreaterThan(0);
  });

  test('has its call chosen once', async () => {
    const lane = openLane({ minIntervalMs: 20 });
    await until(() => lane.starts.length >= 5);
    expect(lane.choices()).toBe(lane.starts.length);
  });

  test('is lost when its work has gone, and no other is reserved until there is new work', async () => {
    const ledger = createMemoryLedger();
    let choice: number | undefined;
    const lane = openLane({ ledger, minIntervalMs: 20, choose: () => choice });
    await until(() => ledger.reservations.length > 0);
    await pause(300);
    expect([ledger.reservations.length, lane.starts.length]).toEqual([1, 0]);
    choice = 1;
    lane.wake();
    await until(() => lane.starts.length > 0);
  });

  test('waits while as many calls are unanswered as there are connections', async () => {
    const answers = Array.from({ length: 20 }, () => deferred<'accepted'>());
    const make = (call: number) => answers[call - 1]?.promise ?? Promise.resolve('accepted' as const);
    const lane = openLane({ minIntervalMs: 10, maxUnderWay: 3, choose: () => lane.starts.length + 1, make });
    await until(() => lane.starts.length === 3);
    await pause(300);
    expect(lane.starts).toHaveLength(3);
    answers[1]?.resolve('accepted');
    await until(() => lane.starts.length === 4);
    await pause(300);
    expect(lane.starts).toHaveLength(4);
    for (const answer of answers) answer.resolve('accepted');
  });

  test('that another process has reserved first is waited for, and the outlook says so', async () => {
    const ledger = createMemoryLedger();
    await ledger.reserve('app', 0);
    const lane = openLane({ ledger, minIntervalMs: 2_000 });
    await until(() => ledger.reservations.length === 2);
    await pause(50);
    expect(lane.starts).toEqual([]);
    expect(lane.outlook().nextStartInMs).toBeGreaterThan(1_000);
    expect(lane.outlook().heldForMs).toBe(0);
  });
});

describe('processes that share a ledger', () => {
  test('have the same share of the starts, whatever their margins', async () => {
    const ledger = createMemoryLedger({ answerMs: 1 });
    // One that has had no answer yet keeps its widest margin: more than its interval on top of it.
    const answer = deferred<'accepted'>();
    const wide = openLane({ ledger, make: () => answer.promise, maxUnderWay: 100 });
    const narrow = [openLane({ ledger }), openLane({ ledger })];
    await until(() => narrow.every(({ starts }) => starts.length >= 4));
    const before = [wide, ...narrow].map(({ starts }) => starts.length);
    await until(() => (narrow[0]?.starts.length ?? 0) - (before[1] ?? 0) >= 20);
    answer.resolve('accepted');
    const shares = [wide, ...narrow].map(({ starts }, index) => starts.length - (before[index] ?? 0));
    // A busy machine takes a few of any of them; whoever always came last would have a few in all.
    for (const share of shares) {
      expect(share).toBeGreaterThanOrEqual(10);
      expect(share).toBeLessThanOrEqual(30);
    }
  });

  test('never have two starts closer than an interval', async () => {
    const ledger = createMemoryLedger();
    const lanes = [1, 2, 3].map(() => openLane({ ledger }));
    await until(() => lanes.every(({ starts }) => starts.length >= 4));
    const times = ledger.reservations.map(({ startMs }) => startMs);
    const distances = times.slice(1).map((startMs, index) => startMs - (times[index] ?? 0));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(50);
  });

  test('all hold when one of them is refused, also with a start in hand that was reserved before', async () => {
    const minIntervalMs = 400;
    const ledger = createMemoryLedger();
    const answer = deferred<'refused'>();
    const make = async (call: number) => (call === 0 ? answer.promise : 'accepted');
    const refused = openLane({ ledger, minIntervalMs, make, maxUnderWay: 1 });
    await until(() => refused.starts.length === 1);
    const other = openLane({ ledger, minIntervalMs });
    await until(() => ledger.reservations.length === 2);
    await pause(200);
    answer.resolve('refused');
    const refusedAtMs = performance.now();
    await until(() => other.starts.length > 0);
    // The hold is one interval, since the test's `random` is 1. The start in hand would have come sooner.
    expect((other.starts[0] ?? 0) - refusedAtMs).toBeGreaterThanOrEqual(minIntervalMs - 5);
  });

  test('in the background take only what nobody wants', async () => {
    const ledger = createMemoryLedger();
    const minIntervalMs = 200;
    const people = openLane({ ledger, minIntervalMs });
    await until(() => people.starts.length === 1);
    const background = openLane({ ledger, minIntervalMs, yields: true });
    await until(() => people.starts.length === 8);
    // Not one, but for a stall of the machine longer than the grace.
    expect(background.starts.length).toBeLessThanOrEqual(1);
    await people.close();
    const before = background.starts.length;
    await until(() => background.starts.length >= before + 3);
  });
});

describe('closing', () => {
  test.each([
    ['without work', { hasWork: () => false }],
    ['while a call is gone that was to be chosen', { choose: () => undefined }],
    ['between two starts', { minIntervalMs: 60_000 }],
    ['on a ledger that never answers', { ledger: createMemoryLedger({ broken: () => 'hangs' }) }],
  ])('ends a lane %s', async (_state, options) => {
    const lane = openLane(options);
    await pause(100);
    await lane.close();
    const { length } = lane.starts;
    await pause(100);
    expect(lane.starts).toHaveLength(length);
  });

  test('ends a lane that waits for the start that it has reserved', async () => {
    const ledger = createMemoryLedger();
    await ledger.hold('app', 60_000);
    const lane = openLane({ ledger });
    await until(() => ledger.reservations.length > 0);
    await lane.close();
    expect(lane.starts).toEqual([]);
  });

  test('waits for the calls under way', async () => {
    const answer = deferred<'accepted'>();
    const lane = openLane({ make: () => answer.promise });
    await until(() => lane.starts.length > 0);
    let closed = false;
    const closing = lane.close().then(() => {
      closed = true;
    });
    await pause(50);
    expect(closed).toBe(false);
    answer.resolve('accepted');
    await closing;
  });
});
