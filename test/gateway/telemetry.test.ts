/** What Prometheus is told of the way to the upstream and of where answers come from. */
import { expect, test, vi } from 'vitest';
import { EVENING_UTC, gatewayPerTest, type TestGateway } from '../support/gateway.ts';

const { start } = gatewayPerTest();

const OLD = '2026-11-20';
const list = (day: string) => `{ appUsage(date: "${day}", first: 3) { nodes { appId } } }`;

async function metrics(gateway: TestGateway): Promise<string> {
  const response = await fetch(new URL('/metrics', gateway.url));
  return await response.text();
}

test('each answer is counted once, by the lowest shelf that was asked', async () => {
  let nowMs = EVENING_UTC;
  const gateway = await start({ now: () => nowMs, staleIfErrorMs: 3_600_000, organization: { apps: 5 } });
  const shelves = async () =>
    [...(await metrics(gateway)).matchAll(/gateway_answers_total\{shelf="(\w+)"\} (\d+)/g)]
      .map(([, shelf, count]) => `${shelf} ${count}`)
      .sort();
  await gateway.query(list(OLD));
  await vi.waitFor(async () => expect(await shelves()).toEqual(['upstream 1']), 30_000);
  // Its bytes are kept.
  await gateway.query(list(OLD));
  await vi.waitFor(async () => expect(await shelves()).toEqual(['answers 1', 'upstream 1']), 30_000);
  // The probe has asked for the latest day, which has not settled.
  await gateway.query(list('2026-11-23'));
  await vi.waitFor(async () => expect(await shelves()).toContain('archive 1'), 30_000);
  nowMs += 400_000;
  gateway.sandbox.faults.always({ kind: 'status', status: 502, body: '' });
  await gateway.query(list('2026-11-23'));
  await vi.waitFor(async () => expect(await shelves()).toContain('stale 1'), 30_000);
  // The day becomes hot behind the first question that is not answered from kept bytes.
  let times = 0;
  await vi.waitFor(async () => {
    times += 1;
    await gateway.query(list(OLD), { times });
    expect((await shelves()).some((line) => line.startsWith('memory'))).toBe(true);
  }, 10_000);
});

test('failed calls are counted by code and reason, and an answer leaves its instant', async () => {
  const gateway = await start();
  const faults = [
    { kind: 'code', code: 8303, msg: 'slow down' },
    { kind: 'code', code: 17018, msg: 'no' },
    { kind: 'code', code: 31_337, msg: 'what' },
    { kind: 'status', status: 502, body: '' },
    { kind: 'reset' },
  ] as const;
  for (const [index, fault] of faults.entries()) {
    gateway.sandbox.faults.next(1, fault);
    await gateway.query(list(`2026-11-1${index}`));
  }
  const text = await metrics(gateway);
  const count = (code: string, reason: string) =>
    `gateway_upstream_errors_total{list="app",code="${code}",reason="${reason}"} 1`;
  for (const line of [
    count('UPSTREAM_RATE_LIMITED', '8303'),
    count('UPSTREAM_UNAUTHORIZED', '17018'),
    count('UPSTREAM_REJECTED', 'other'),
    count('UPSTREAM_UNAVAILABLE', 'http-502'),
    count('UPSTREAM_UNAVAILABLE', 'none'),
    `gateway_upstream_last_success_timestamp_seconds{list="app"} ${EVENING_UTC / 1000}`,
  ]) {
    expect(text).toContain(line);
  }
  // Nobody has asked for members.
  expect(text).not.toContain('gateway_upstream_last_success_timestamp_seconds{list="member"}');
});

test('the lag of a list is the days from its newest complete day to the newest settled one', async () => {
  let nowMs = EVENING_UTC;
  const gateway = await start({ now: () => nowMs, organization: { apps: 5 } });
  expect(await metrics(gateway)).not.toMatch(/gateway_collector_lag_days\{/);
  await gateway.query('{ appUsage(date: "2026-11-20", first: 1) { totals { data } } }');
  // The 22nd is the newest settled day.
  expect(await metrics(gateway)).toContain('gateway_collector_lag_days{list="app"} 2');
  nowMs += 3 * 3_600_000;
  expect(await metrics(gateway)).toContain('gateway_collector_lag_days{list="app"} 3');
  await gateway.query('{ appUsage(date: "2026-11-23", first: 1) { totals { data } } }');
  expect(await metrics(gateway)).toContain('gateway_collector_lag_days{list="app"} 0');
});
