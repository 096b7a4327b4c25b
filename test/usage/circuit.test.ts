import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { unreachable } from '../../src/jodoo/upstream-error.ts';
import { createCircuit } from '../../src/usage/circuit.ts';

function circuit() {
  let nowMs = 0;
  const opened: GatewayError[] = [];
  const made = createCircuit({
    probeEveryMs: 1_000,
    monotonicMs: () => nowMs,
    onOpen: (error) => opened.push(error),
  });
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) made.failed(unreachable('reset', undefined));
  };
  return { ...made, fail, opened, pass: (ms: number) => (nowMs += ms) };
}

test('six failures in a row open it, and one answer closes it', () => {
  const { fail, refusal, answered, opened } = circuit();
  fail(5);
  expect(refusal()).toBeUndefined();
  answered();
  fail(5);
  expect(refusal()).toBeUndefined();
  fail(1);
  expect(refusal()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { retryAfterMs: 1_000 } });
  expect(opened).toHaveLength(1);
  answered();
  expect(refusal()).toBeUndefined();
});

test('an open circuit lets a probe through after its time, and closes again behind one that fails', () => {
  const { fail, refusal, pass } = circuit();
  fail(6);
  pass(1_000);
  expect(refusal()).toBeUndefined();
  fail(1);
  expect(refusal()).toBeDefined();
});

test('what the upstream answers does not open it, be it a refusal', () => {
  const { failed, refusal } = circuit();
  for (let time = 0; time < 20; time += 1) failed(new GatewayError('UPSTREAM_RATE_LIMITED', 'limit'));
  expect(refusal()).toBeUndefined();
});
