/** A gate that asks nothing: it collects what an operation would want of the upstream, and tells the price. */
import { GatewayError } from '../errors.ts';
import type { ListKind } from '../jodoo/lists.ts';
import { admission } from './admission.ts';
import { laneLoads } from './lane-loads.ts';
import type { OperationCost } from './operation.ts';
import { type Want, wantKey } from './want.ts';
import type { WantGate, WantGateOptions } from './want-gate.ts';

export interface PricingGate extends WantGate {
  /** The price of everything that was wanted so far. */
  price(): OperationCost;
}

export function createPricingGate(options: WantGateOptions): PricingGate {
  const { lanes, limits, minIntervalMs, callerName, signal } = options;
  const wanted = new Map<ListKind, Map<string, Want>>();

  function want(kind: ListKind, wants: readonly Want[]): GatewayError {
    const ofKind = wanted.get(kind) ?? new Map<string, Want>();
    wanted.set(kind, ofKind);
    for (const each of wants) ofKind.set(wantKey(each), each);
    return new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      'This was priced, not asked for: leave dryRun out to ask.',
    );
  }

  return {
    makesCalls: false,
    async look(_kind, read) {
      signal().throwIfAborted();
      return await read();
    },
    needEach(kind, wants) {
      throw want(kind, wants);
    },
    async need(kind, wants) {
      throw want(kind, wants);
    },
    admitted: async () => {},
    report: () => ({ calls: 0, waitMs: 0, callsMs: 0, archiveMs: 0, hasLooked: false }),
    price() {
      const wantsOf = (kind: ListKind) => [...(wanted.get(kind)?.values() ?? [])];
      const load = laneLoads(lanes, wantsOf, callerName);
      const request = {
        ...load,
        admittedCalls: 0,
        remainingMs: limits.requestTimeoutMs,
        minIntervalMs,
        limits,
      };
      const { calls, slots, refusal } = admission(request);
      return {
        calls,
        expectedMs: Math.round(slots * minIntervalMs),
        allowed: refusal === undefined,
      };
    },
  };
}
