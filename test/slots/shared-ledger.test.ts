import { afterEach, describe, expect, test } from 'vitest';
import { createSharedLedger, type SharedLedgerOptions } from '../../src/slots/shared-ledger.ts';
import { closeLanes, openLane, pause, until } from './lanes.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';

afterEach(closeLanes);

const INTERVAL_MS = 100;

/** A process's view of a ledger that breaks as `state` says. */
function setUp(options: Partial<SharedLedgerOptions> = {}) {
  const state: { broken: 'rejects' | 'hangs' | undefined } = { broken: undefined };
  const ledger = createMemoryLedger({ broken: () => state.broken });
  const lines: string[] = [];
  const share = (holder: string, more: Partial<SharedLedgerOptions> = {}) =>
    createSharedLedger({
      ledger,
      holder,
      minIntervalMs: INTERVAL_MS,
      log: { warn: (_fields, message) => lines.push(message) },
      answerWithinMs: 500,
      ...options,
      ...more,
    });
  return { state, ledger, lines, share };
}

/** Has processes counted, as those that are in use are. */
async function count(ledger: MemoryLedger, holders: readonly string[]): Promise<void> {
  for (const holder of holders) await ledger.countSharers(holder, 30_000);
}

test('a ledger that answers decides', async () => {
  const { ledger, lines, share } = setUp();
  const shared = share('a');
  expect(await shared.reserve('app', 1_000)).toBe(0);
  expect(await shared.reserve('app', 1_000)).toBeGreaterThan(900);
  expect(await shared.takeIdle('app', 1_000, 0)).toBeGreaterThan(1_000);
  await shared.hold('member', 2_000);
  expect(await shared.heldForMs('member')).toBeGreaterThan(1_000);
  expect(ledger.reservations).toHaveLength(2);
  expect(lines).toEqual([]);
});

describe.each(['rejects', 'hangs'] as const)('a ledger that %s', (broken) => {
  test('lets no process hang, and no question fail', async () => {
    const { state, share } = setUp({ answerWithinMs: 50 });
    state.broken = broken;
    const shared = share('a');
    expect(await shared.reserve('app', INTERVAL_MS)).toBeGreaterThanOrEqual(0);
    expect(await shared.takeIdle('app', INTERVAL_MS, 0)).toBeGreaterThanOrEqual(0);
    expect(await shared.heldForMs('app')).toBe(0);
    await shared.hold('app', 1_000);
  });

  test('is made up for without a start that lies behind, at whatever millisecond it is asked', async () => {
    let nowMs = 1_000_000;
    const { state, share } = setUp({ answerWithinMs: 5, now: () => nowMs++ });
    state.broken = broken;
    const shared = share('a');
    const starts: number[] = [];
    for (let asked = 0; asked < 3 * INTERVAL_MS; asked += 1)
      starts.push(await shared.reserve('app', INTERVAL_MS));
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(0);
  });

  test('leaves all processes together no more than the quota', async () => {
    const { state, ledger, lines, share } = setUp();
    const holders = ['a', 'b', 'c'];
    await count(ledger, holders);
    const processes = holders.map((holder) => share(holder));
    for (const shared of processes) await shared.reserve('warm-up', 0);
    state.broken = broken;
    const lanes = processes.map((shared) => openLane({ ledger: shared, minIntervalMs: INTERVAL_MS }));
    await until(() => lines.length === 3);
    const fromMs = performance.now();
    await pause(2_000);
    const intervals = (performance.now() - fromMs) / INTERVAL_MS;
    const counts = lanes.map(({ starts }) => starts.filter((startMs) => startMs > fromMs).length);
    for (const starts of counts) expect(starts).toBeLessThanOrEqual(intervals / 3 + 1);
    expect(counts.every((starts) => starts > 0)).toBe(true);
  });

  test('is tried again at each start, and its loss and return are one line each', async () => {
    const { state, ledger, lines, share } = setUp({ answerWithinMs: 50 });
    state.broken = broken;
    const lane = openLane({ ledger: share('a'), minIntervalMs: INTERVAL_MS });
    await until(() => lane.starts.length >= 3);
    expect(lines).toEqual([expect.stringContaining('does not answer')]);
    state.broken = undefined;
    await until(() => ledger.reservations.length >= 2);
    expect(lines.slice(1)).toEqual([expect.stringContaining('answers again')]);
  });

  test('leaves background work its part', async () => {
    const { state, share } = setUp({ answerWithinMs: 50 });
    state.broken = broken;
    const lane = openLane({ ledger: share('a'), minIntervalMs: INTERVAL_MS, yields: true });
    await until(() => lane.starts.length >= 3);
  });
});

test('a process that has seen no other leaves half to one that it does not know', async () => {
  const { state, share } = setUp({ now: () => 1 });
  state.broken = 'rejects';
  const waits = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => share(name).reserve('app', 100)),
  );
  // Two places, a tenth further apart than an interval, on clocks that stand at 1 ms of the epoch.
  expect(new Set(waits.map(Math.round))).toEqual(new Set([109, 219]));
});

test('a process that nobody can share with goes on at its own pace', async () => {
  const { state, share } = setUp({ alone: true });
  state.broken = 'rejects';
  expect(await share('a').reserve('app', INTERVAL_MS)).toBe(0);
  expect(await share('a').takeIdle('app', INTERVAL_MS, 0)).toBe(0);
});

test('a closed ledger keeps nobody waiting', async () => {
  const { state, share } = setUp({ answerWithinMs: 600_000 });
  state.broken = 'hangs';
  const shared = share('a');
  const reserved = shared.reserve('app', INTERVAL_MS);
  shared.close();
  expect(await reserved).toBeGreaterThanOrEqual(0);
});
