/** What a request asks, read from its path and body by the contract. */
import type * as z from 'zod';
import { DEFAULT_PAGE_SIZE, ENDPOINTS, JODOO_CODES, type OverviewRequest } from '../jodoo/contract.ts';
import { isStatisticsDay, type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import { type Failure, failure } from './failure.ts';

export type EndpointName = keyof typeof ENDPOINTS;

export interface Asked {
  readonly endpoint: EndpointName;
  readonly day: StatisticsDay;
  /** Empty: a page of the list. */
  readonly ids: readonly string[];
  readonly skip: number;
  readonly limit: number;
}

const NAMES = new Map<string, EndpointName>([
  [ENDPOINTS.appMetrics.path, 'appMetrics'],
  [ENDPOINTS.memberMetrics.path, 'memberMetrics'],
  [ENDPOINTS.overview.path, 'overview'],
]);

/** The endpoint at a path below the base URL. */
export function endpointAt(path: string | null): EndpointName | undefined {
  return path === null ? undefined : NAMES.get(path);
}

/** `body` is what JSON.parse made of the request's; undefined when it was none. */
export function readAsked(endpoint: EndpointName, body: unknown, nowMs: number): Asked | Failure {
  if (body === undefined) {
    return failure(JODOO_CODES.invalidRequest, 'the request body is not JSON, or too large');
  }
  switch (endpoint) {
    case 'appMetrics':
      return read(endpoint, ENDPOINTS.appMetrics.request, body, nowMs, ({ app_ids, ...page }) => ({
        ids: app_ids,
        ...page,
      }));
    case 'memberMetrics':
      return read(endpoint, ENDPOINTS.memberMetrics.request, body, nowMs, ({ member_ids, ...page }) => ({
        ids: member_ids,
        ...page,
      }));
    case 'overview':
      return read(endpoint, ENDPOINTS.overview.request, body, nowMs, () => ({}));
  }
}

interface ListRequest {
  readonly ids?: readonly string[] | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
}

function read<R extends OverviewRequest>(
  endpoint: EndpointName,
  schema: z.ZodType<R>,
  body: unknown,
  nowMs: number,
  listRequest: (request: R) => ListRequest,
): Asked | Failure {
  const request = schema.safeParse(body);
  if (!request.success) return invalidParameter(request.error.issues[0]?.path.join('.') || 'body');
  const { from, to } = upstreamDays(nowMs);
  const day = request.data.date || to;
  if (!isStatisticsDay(day) || day < from || day > to) return invalidParameter('date');
  const { ids = [], skip = 0, limit = DEFAULT_PAGE_SIZE } = listRequest(request.data);
  return { endpoint, day, ids, skip, limit };
}

function invalidParameter(name: string): Failure {
  return failure(JODOO_CODES.invalidParameter, `invalid parameter: ${name}`);
}
