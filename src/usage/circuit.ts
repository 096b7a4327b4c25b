/**
 * The circuit breaker in front of the upstream. When it fails again and again, everybody who asks hears so at once
 * instead of waiting for a deadline; meanwhile probes go through the pace, and the first answer closes the circuit.
 */
import { GatewayError } from '../errors.ts';
import { UpstreamError } from '../jodoo/upstream-error.ts';

export interface CircuitOptions {
  /** How long an open circuit lets nobody through, in milliseconds; then whoever comes is a probe. */
  readonly probeEveryMs: number;
  readonly monotonicMs: () => number;
  /** Called with every failure while the circuit is open: nobody need wait any longer. */
  readonly onOpen: (refusal: GatewayError) => void;
}

export interface Circuit {
  answered(): void;
  failed(error: unknown): void;
  /** The error for whoever asks while the circuit is open; undefined while it is closed, and for a probe. */
  refusal(): GatewayError | undefined;
}

/** One operation makes three attempts; more failures than that in a row are not its bad luck. */
const FAILURES_TO_OPEN = 6;

export function createCircuit({ probeEveryMs, monotonicMs, onOpen }: CircuitOptions): Circuit {
  let failures = 0;
  let latest = '';
  let closedUntilMs = Number.NEGATIVE_INFINITY;

  function unavailable(): GatewayError {
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      `Jodoo has not answered ${failures} times in a row, so it is not asked for you now. The last failure: ${latest}`,
      { retryable: true, retryAfterMs: Math.ceil(probeEveryMs) },
    );
  }

  return {
    answered() {
      failures = 0;
    },
    failed(error) {
      // A refusal for the rate, a wrong key or a bad answer is an answer.
      if (!(error instanceof UpstreamError) || error.code !== 'UPSTREAM_UNAVAILABLE') return;
      failures += 1;
      latest = error.message;
      if (failures < FAILURES_TO_OPEN) return;
      closedUntilMs = monotonicMs() + probeEveryMs;
      onOpen(unavailable());
    },
    refusal: () =>
      failures >= FAILURES_TO_OPEN && monotonicMs() < closedUntilMs ? unavailable() : undefined,
  };
}
