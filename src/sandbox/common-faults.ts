/** The faults that the upstream's documentation and its silences suggest: for `faults.next` and `faults.always`. */
import { JODOO_CODES } from '../jodoo/contract.ts';
import type { MetricWireName } from '../jodoo/metrics.ts';
import { addDays } from '../jodoo/statistics-day.ts';
import type { Fault } from './faults.ts';

/** What the upstream says for each of its codes, by the name that the command line gives it. */
export const REFUSALS = {
  refused: {
    code: JODOO_CODES.organizationLimitExceeded,
    msg: "the organization's request limit is exceeded",
  },
  'endpoint-refused': { code: JODOO_CODES.requestLimitExceeded, msg: 'request limit exceeded' },
  unauthorized: { code: JODOO_CODES.authorizationFailed, msg: 'authorization failed' },
  forbidden: { code: JODOO_CODES.noPermission, msg: 'no permission for this API' },
  'invalid-key': { code: JODOO_CODES.invalidApiKey, msg: 'invalid API key' },
  'key-ip': { code: JODOO_CODES.addressNotAllowed, msg: "the caller's IP address is not on the key's list" },
  'key-app': { code: JODOO_CODES.appNotAllowed, msg: 'the key may not use this app' },
  'key-api': { code: JODOO_CODES.apiNotAllowed, msg: 'the key may not use this API' },
  'usage-exceeded': { code: JODOO_CODES.usageExceeded, msg: 'usage exceeded, organization suspended' },
  'plan-limit': { code: JODOO_CODES.planLimit, msg: 'plan limit, organization suspended' },
  'organization-missing': { code: JODOO_CODES.organizationMissing, msg: 'organization missing or closed' },
  'app-missing': { code: JODOO_CODES.appMissing, msg: 'app does not exist' },
  'invalid-request': { code: JODOO_CODES.invalidRequest, msg: 'invalid request' },
  'invalid-parameter': { code: JODOO_CODES.invalidParameter, msg: 'invalid parameter(s)' },
  // Codes that no table has: the HTTP status is all that there is to go by.
  'http-403': { code: 99_403, msg: 'not bought, or the owner of the key is no administrator', status: 403 },
  'http-429': { code: 99_429, msg: 'too many requests at once', status: 429 },
} as const satisfies Record<string, { code: number; msg: string; status?: number }>;

export type RefusalName = keyof typeof REFUSALS;

export function refusal(name: RefusalName): Fault {
  return { kind: 'code', ...REFUSALS[name] };
}

/** Another program of the organization was faster. */
export const REFUSED = refusal('refused');

/** What an organization without the paid feature can expect. */
export const FORBIDDEN = refusal('forbidden');

export const MALFORMED_JSON: Fault = { kind: 'body', text: '{"date": "2026-05-08", "items": [{' };

/** Right JSON that breaks the contract: a count that is a text. */
export const WRONG_SHAPE: Fault = {
  kind: 'metrics',
  change: (metrics) => ({ ...metrics, data: 'many' }),
};

/** Days before the organization first opened Usage Statistics: all zeros, which is "not collected". */
export function zeroMetrics(days?: readonly string[]): Fault {
  return {
    kind: 'metrics',
    only: days && { days },
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

/** The date of an answer is another than the one asked for, by so many days. */
export function anotherDay(days: number): Fault {
  return { kind: 'answer', change: (body, { day }) => ({ ...body, date: addDays(day, days) }) };
}
