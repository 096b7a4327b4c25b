/** What Prometheus is told of this process. ("Metrics" are the counts of Jodoo.) */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ErrorCode } from '../errors.ts';
import type { ListKind } from '../jodoo/lists.ts';
import type { CallCounts } from '../usage/call-counts.ts';
import type { SlotsState } from '../usage/slots-state.ts';
import { createCounter } from './counter.ts';
import type { QueryReport } from './exchange.ts';
import { createHistogram } from './histogram.ts';

/** What is read when telemetry is asked for. */
export interface MeasuredState {
  /** The way to each list. */
  readonly slots: ReadonlyMap<ListKind, SlotsState>;
  /** Upstream calls on each list since the start. */
  readonly calls: ReadonlyMap<ListKind, CallCounts>;
  readonly archive: { readonly available: boolean; readonly completeDays: number; readonly rows: number };
  /** Of each list: how many days its newest complete day is behind. */
  readonly lagDays: ReadonlyMap<ListKind, number>;
  readonly collecting: { readonly daysDone: number; readonly daysTotal: number } | null;
}

export interface FinishedRequest {
  readonly status: number;
  readonly durationMs: number;
  /** Codes of its errors. */
  readonly errors: readonly string[];
  /** A caller's label: one of few. */
  readonly caller: string;
  /** Where its answer came from; undefined where it was not executed. */
  readonly shelf: QueryReport['shelf'] | undefined;
}

export interface Telemetry {
  requestFinished(request: FinishedRequest): void;
  refused(refusal: { readonly status: number; readonly code: ErrorCode }): void;
  /** A query was looked for among the answers that are kept. */
  answerSought(outcome: 'hit' | 'miss'): void;
  /** How many answers are kept, and the bytes that they take. */
  answersKept(kept: { readonly answers: number; readonly bytes: number }): void;
  /** A connection above the limit was closed before it could ask. */
  connectionDropped(): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const DURATION_BUCKETS_S = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60];

export function createTelemetry(read: () => Promise<MeasuredState>): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = createRequestCounters([registry]);
  const setState = createStateGauges([registry]);
  return {
    ...requests,
    ...createAnswerCounters([registry]),
    async text() {
      setState(await read());
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function createRequestCounters(
  registers: Registry[],
): Pick<Telemetry, 'requestFinished' | 'refused' | 'connectionDropped'> {
  const requests = createCounter({
    name: 'gateway_requests_total',
    help: 'GraphQL requests by HTTP status and caller.',
    labelNames: ['status', 'caller'],
    registers,
  });
  const errors = createCounter({
    name: 'gateway_errors_total',
    help: 'Errors in answers by extensions.code.',
    labelNames: ['code'],
    registers,
  });
  const shelves = createCounter({
    name: 'gateway_answers_total',
    help: 'Executed GraphQL requests by the lowest shelf that was asked: answers, memory, archive, stale or upstream.',
    labelNames: ['shelf'],
    registers,
  });
  const durations = createHistogram({
    name: 'gateway_request_duration_seconds',
    help: 'Duration of GraphQL requests, waiting for slots included.',
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  const refusals = createCounter({
    name: 'gateway_refusals_total',
    help: 'Requests that were refused before they were executed, by HTTP status and code.',
    labelNames: ['status', 'code'],
    registers,
  });
  const dropped = new Counter({
    name: 'gateway_connections_dropped_total',
    help: 'Connections closed at once because MAX_CONNECTIONS were open.',
    registers,
  });
  return {
    requestFinished({ status, durationMs, errors: codes, caller, shelf }) {
      if (shelf !== undefined) shelves(shelf);
      requests(String(status), caller);
      durations(durationMs / 1000);
      for (const code of codes) errors(code);
    },
    refused: ({ status, code }) => refusals(String(status), code),
    connectionDropped: () => dropped.inc(),
  };
}

function createAnswerCounters(registers: Registry[]): Pick<Telemetry, 'answerSought' | 'answersKept'> {
  const sought = createCounter({
    name: 'gateway_answer_cache_requests_total',
    help: 'Queries that were answered from the kept answers (hit), and those that were not (miss).',
    labelNames: ['outcome'],
    registers,
  });
  const answers = new Gauge({
    name: 'gateway_answer_cache_answers',
    help: 'Answers that are kept.',
    registers,
  });
  const bytes = new Gauge({
    name: 'gateway_answer_cache_bytes',
    help: 'Bytes that the kept answers take, their keys included.',
    registers,
  });
  return {
    answerSought: (outcome) => sought(outcome),
    answersKept(kept) {
      answers.set(kept.answers);
      bytes.set(kept.bytes);
    },
  };
}

function createCallCounters(registers: Registry[]): (counts: MeasuredState['calls']) => void {
  const calls = new Counter({
    name: 'gateway_upstream_calls_total',
    help: 'Upstream calls by list and outcome; refused ones are failures.',
    labelNames: ['list', 'outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'gateway_upstream_errors_total',
    help: "Failed upstream calls by list, extensions.code, and Jodoo's own code or HTTP status.",
    labelNames: ['list', 'code', 'reason'],
    registers,
  });
  const lastAnswer = new Gauge({
    name: 'gateway_upstream_last_success_timestamp_seconds',
    help: 'When the upstream last answered a call; nothing before the first time.',
    labelNames: ['list'],
    registers,
  });
  return (counts) => {
    calls.reset();
    failures.reset();
    for (const [list, { answered, failed, lastAnsweredMs, failures: all }] of counts) {
      calls.inc({ list, outcome: 'answered' }, answered);
      calls.inc({ list, outcome: 'failed' }, failed);
      for (const { code, reason, count } of all) failures.inc({ list, code, reason }, count);
      if (lastAnsweredMs !== null) lastAnswer.set({ list }, lastAnsweredMs / 1000);
    }
  };
}

function createStateGauges(registers: Registry[]): (state: MeasuredState) => void {
  const setCalls = createCallCounters(registers);
  const ofList = (name: string, help: string) => new Gauge({ name, help, labelNames: ['list'], registers });
  const lag = ofList(
    'gateway_collector_lag_days',
    'Days from the newest complete day to the newest settled one; nothing while none is complete.',
  );
  const waiting = ofList('gateway_slots_waiting', "Upstream calls' worth of questions that wait for a slot.");
  const expectedWait = ofList(
    'gateway_slots_expected_wait_seconds',
    'Until a question raised now gets its slot.',
  );
  const held = ofList('gateway_slots_held', '1 while the upstream refuses calls for their rate.');
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const available = gauge('gateway_archive_available', '1 while the archive is read and written.');
  const completeDays = gauge(
    'gateway_archive_complete_days',
    'Days whose list of apps is settled and complete.',
  );
  const rows = gauge('gateway_archive_rows', 'Rows held, of all lists and days.');
  const daysLeft = gauge('gateway_collector_days_left', 'Days that are still to be collected.');

  return ({ slots, calls, archive, collecting, lagDays }) => {
    for (const [list, days] of lagDays) lag.set({ list }, days);
    for (const [list, state] of slots) {
      waiting.set({ list }, state.waiting);
      expectedWait.set({ list }, state.expectedWaitMs / 1000);
      held.set({ list }, state.heldUntilMs === null ? 0 : 1);
    }
    setCalls(calls);
    available.set(archive.available ? 1 : 0);
    completeDays.set(archive.completeDays);
    rows.set(archive.rows);
    daysLeft.set(collecting === null ? 0 : collecting.daysTotal - collecting.daysDone);
  };
}
