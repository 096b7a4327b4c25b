import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is read when the metrics are asked for. */
export interface MeasuredState {
  readonly slots: {
    readonly waiting: number;
    readonly expectedWaitMs: number;
    readonly heldUntilMs: number | null;
  };
  /** Upstream calls since the start. */
  readonly calls: { readonly answered: number; readonly failed: number };
  readonly archive: { readonly available: boolean; readonly completeDays: number; readonly rows: number };
  readonly collecting: { readonly daysDone: number; readonly daysTotal: number } | null;
}

export interface FinishedRequest {
  readonly status: number;
  readonly durationMs: number;
  /** Codes of its errors. */
  readonly errors: readonly string[];
}

export interface Metrics {
  requestFinished(request: FinishedRequest): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const DURATION_BUCKETS_S = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60];

export function createMetrics(read: () => Promise<MeasuredState>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'gateway_requests_total',
    help: 'GraphQL requests by HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Errors in answers by extensions.code.',
    labelNames: ['code'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_request_duration_seconds',
    help: 'Duration of GraphQL requests, waiting for slots included.',
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  const upstreamCalls = new Counter({
    name: 'gateway_upstream_calls_total',
    help: 'Upstream calls by outcome; refused ones are failures.',
    labelNames: ['outcome'],
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const waiting = gauge('gateway_slots_waiting', "Upstream calls' worth of questions that wait for a slot.");
  const expectedWait = gauge(
    'gateway_slots_expected_wait_seconds',
    'Until a question raised now gets its slot.',
  );
  const held = gauge('gateway_slots_held', '1 while the upstream refuses calls for their rate.');
  const available = gauge('gateway_archive_available', '1 while the archive is read and written.');
  const completeDays = gauge('gateway_archive_complete_days', 'Days that are settled and known whole.');
  const rows = gauge('gateway_archive_rows', 'Rows held: one app on one day each.');
  const daysLeft = gauge('gateway_collector_days_left', 'Days that are still to be collected.');

  return {
    requestFinished(request) {
      requests.inc({ status: String(request.status) });
      durations.observe(request.durationMs / 1000);
      for (const code of request.errors) errors.inc({ code });
    },
    async text() {
      const { slots, calls, archive, collecting } = await read();
      waiting.set(slots.waiting);
      expectedWait.set(slots.expectedWaitMs / 1000);
      held.set(slots.heldUntilMs === null ? 0 : 1);
      available.set(archive.available ? 1 : 0);
      completeDays.set(archive.completeDays);
      rows.set(archive.rows);
      daysLeft.set(collecting === null ? 0 : collecting.daysTotal - collecting.daysDone);
      upstreamCalls.reset();
      upstreamCalls.inc({ outcome: 'answered' }, calls.answered);
      upstreamCalls.inc({ outcome: 'failed' }, calls.failed);
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
}
