/**
 * The wire contract of Jodoo's usage endpoints: the one truth that the client and the sandbox share.
 * Source: the vendor's public API documentation (see the README, "The upstream").
 *
 * Responses are read leniently where the vendor reserves the right to change (unknown fields pass, any metric
 * may be missing) and strictly where we would otherwise file a wrong fact (types, 53-bit counts, instants).
 */
import * as z from 'zod';
import { METRICS, type MetricWireName } from './metrics.ts';

/** Most ids that one call may name (`app_ids`, `member_ids`). */
export const MAX_IDS_PER_CALL = 10;
/** Most rows that one call may list (`limit`). */
export const MAX_PAGE_SIZE = 100;
/** What `limit` is when left out. */
export const DEFAULT_PAGE_SIZE = 20;

/** The upstream's error codes that can be met at these endpoints. */
export const JODOO_CODES = {
  invalidRequest: 1,
  appMissing: 2004,
  planLimit: 7103,
  usageExceeded: 7206,
  organizationMissing: 8017,
  authorizationFailed: 8301,
  noPermission: 8302,
  organizationLimitExceeded: 8303,
  requestLimitExceeded: 8304,
  invalidParameter: 17017,
  invalidApiKey: 17018,
  /** The caller's IP address is not on the key's list. */
  addressNotAllowed: 17052,
  /** The key may not use this app. */
  appNotAllowed: 17053,
  /** The key may not use this API. */
  apiNotAllowed: 17054,
} as const;

/** `""` and a missing date both mean the previous day in UTC+8. */
const dateParameter = z.string().optional();
const pageParameters = {
  skip: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
};
const idsParameter = z.array(z.string()).max(MAX_IDS_PER_CALL).optional();

export const appMetricsRequest = z.object({ date: dateParameter, app_ids: idsParameter, ...pageParameters });
export const memberMetricsRequest = z.object({
  date: dateParameter,
  member_ids: idsParameter,
  ...pageParameters,
});
export const overviewRequest = z.object({ date: dateParameter });

/** A whole number up to 2^53-1; absent and null both mean "not said". */
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish();
/** RFC 3339 with an offset; an app that nobody ever visited may have none (undocumented, so all spellings pass). */
const instant = z.union([z.literal(''), z.iso.datetime({ offset: true })]).nullish();

const metricShape = Object.fromEntries(METRICS.map(({ wire }) => [wire, count]));
const metrics = z.looseObject(metricShape as Record<MetricWireName, typeof count>);

const member = z.looseObject({ member_id: z.string().min(1), name: z.string() });
const appItem = z.looseObject({
  app_id: z.string().min(1),
  app_name: z.string(),
  creator: member.nullish(),
  created_at: instant,
  last_edit_at: instant,
  last_visit_at: instant,
  metrics,
});

export const appMetricsResponse = z.looseObject({
  date: z.string(),
  has_next: z.boolean(),
  items: z.array(appItem),
});
export const memberMetricsResponse = z.looseObject({
  date: z.string(),
  has_next: z.boolean(),
  items: z.array(z.looseObject({ member, metrics })),
});
export const overviewResponse = z.looseObject({ date: z.string(), metrics });

/** What a failed call answers, with HTTP 400. */
export const failureResponse = z.looseObject({ code: z.number().int(), msg: z.string() });

/** Each endpoint's path below the base URL, with its shapes. Each has a limit of one request a second of its own. */
export const ENDPOINTS = {
  appMetrics: {
    path: '/v1/corp_usage/app_metrics',
    request: appMetricsRequest,
    response: appMetricsResponse,
  },
  memberMetrics: {
    path: '/v1/corp_usage/member_metrics',
    request: memberMetricsRequest,
    response: memberMetricsResponse,
  },
  overview: { path: '/v1/corp_usage/overview', request: overviewRequest, response: overviewResponse },
} as const;

export type AppMetricsRequest = z.infer<typeof appMetricsRequest>;
export type MemberMetricsRequest = z.infer<typeof memberMetricsRequest>;
export type OverviewRequest = z.infer<typeof overviewRequest>;
export type AppMetricsResponse = z.infer<typeof appMetricsResponse>;
export type AppMetricsItem = AppMetricsResponse['items'][number];
export type MemberMetricsResponse = z.infer<typeof memberMetricsResponse>;
export type OverviewResponse = z.infer<typeof overviewResponse>;
export type FailureResponse = z.infer<typeof failureResponse>;
