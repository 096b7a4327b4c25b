import { expect, test } from 'vitest';
import { createCollectorLog } from '../../src/collector/collector-log.ts';
import { GatewayError } from '../../src/errors.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { unreachable } from '../../src/jodoo/upstream-error.ts';
import { createUpstreamLog } from '../../src/usage/upstream-log.ts';

const DAY = statisticsDay('2026-03-22');
const HOUR_MS = 3_600_000;
const call = { kind: 'page', day: DAY, page: 0 } as const;

function recorded() {
  const lines: string[] = [];
  const level = (name: string) => (fields: object, message: string) => {
    if (name !== 'debug') lines.push(`${name} ${message} ${JSON.stringify(fields)}`);
  };
  return { lines, log: { debug: level('debug'), info: level('info'), warn: level('warn') } };
}

test('a list that fails on is a line for each kind of failure, and one when it is answered again', () => {
  const { lines, log } = recorded();
  const said = createUpstreamLog(log);
  for (let time = 0; time < 5; time += 1) said.failed('app', call, unreachable('reset', undefined));
  said.failed('member', call, new GatewayError('UPSTREAM_RATE_LIMITED', 'Too fast.'));
  said.answered('app');
  said.answered('app');
  expect(lines.map((line) => line.slice(0, 46))).toEqual([
    'warn upstream call failed {"code":"UPSTREAM_UN',
    'warn upstream call failed {"code":"UPSTREAM_RA',
    expect.stringMatching(/^info upstream calls are answered again/),
  ]);
  expect(lines[2]).toContain('"failedCalls":5');
});

test('an expected failure is written in words, and any other with its stack', () => {
  const { lines, log } = recorded();
  const said = createUpstreamLog(log);
  const fault = new TypeError('a fault of ours');
  said.failed('app', call, unreachable('reset', undefined));
  said.failed('app', call, fault);
  expect(lines[0]).toContain('"reason":"Jodoo could not be reached');
  expect(lines[1]).toContain('"err":');
});

test('the collector says at most once a day what it does, and once that it stalls', () => {
  const { lines, log } = recorded();
  let nowMs = 0;
  const said = createCollectorLog({ kind: 'app', now: () => nowMs, log });
  const words = () => lines.splice(0).map((line) => line.replace(/ \{.*/, ''));
  for (let hour = 0; hour < 24; hour += 1) {
    said.working(24 - hour);
    said.done('complete');
    nowMs += HOUR_MS / 2;
  }
  said.idle();
  said.idle();
  expect(words()).toEqual([
    'info collecting the days that are missing',
    'info collected: no day that can be had is missing',
  ]);
  for (let time = 0; time < 3; time += 1) said.failed(unreachable('reset', undefined), DAY);
  said.archiveFailed(new Error('away'));
  said.done('taken');
  said.done('uncollected');
  expect(words()).toEqual([
    'warn a day could not be collected; it is tried again',
    'info collecting goes on',
  ]);
  nowMs += 24 * HOUR_MS;
  said.working(1);
  said.done('complete');
  said.idle();
  expect(words()).toHaveLength(2);
});
