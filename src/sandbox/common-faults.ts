/** The faults that the upstream's documentation, its silences and proxies suggest: for `faults.next` and `faults.always`. */
import { JODOO_CODES } from '../jodoo/contract.ts';
import type { MetricWireName } from '../jodoo/metrics.ts';
import type { Fault } from './faults.ts';

/** Another program of the organization was faster. */
export const REFUSED: Fault = {
  kind: 'code',
  code: JODOO_CODES.organizationLimitExceeded,
  msg: "the organization's request limit is exceeded",
};

/** What an organization without the paid feature can expect. */
export const FORBIDDEN: Fault = {
  kind: 'code',
  code: JODOO_CODES.noPermission,
  msg: 'no permission for this API',
};

export const MALFORMED_JSON: Fault = { kind: 'body', text: '{"date": "2026-05-08", "items": [{' };

/** Right JSON that breaks the contract: a count that is a text. */
export const WRONG_SHAPE: Fault = {
  kind: 'metrics',
  change: (metrics) => ({ ...metrics, data: 'many' }),
};

/** A proxy's answer. */
export function htmlError(status: number): Fault {
  return { kind: 'status', status, body: `<html><body><h1>${status}</h1></body></html>` };
}

/** Days before the organization first opened Usage Statistics: all zeros, which is "not collected". */
export function zeroMetrics(days?: readonly string[]): Fault {
  return {
    kind: 'metrics',
    ...(days && { days }),
    change: (metrics) => Object.fromEntries(Object.keys(metrics).map((wire) => [wire, 0])),
  };
}

/** The documentation's own examples lack a metric now and then. */
export function missingMetric(missing: MetricWireName): Fault {
  return {
    kind: 'metrics',
    change: (metrics) => Object.fromEntries(Object.entries(metrics).filter(([wire]) => wire !== missing)),
  };
}
