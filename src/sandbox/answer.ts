/** What the upstream answers to a well-authenticated request within its limit: pure. */
import type { z } from 'zod';
import {
  DEFAULT_PAGE_SIZE,
  ENDPOINTS,
  type FailureResponse,
  JODOO_CODES,
  type OverviewRequest,
} from '../jodoo/contract.ts';
import { isStatisticsDay, type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import type { Organization } from './organization.ts';
import { noise } from './random.ts';

export type SandboxAnswer =
  | { readonly status: 200; readonly body: object }
  | { readonly status: 400 | 404; readonly body: FailureResponse };

interface PageRequest {
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
}

const PATHS: ReadonlySet<string> = new Set(Object.values(ENDPOINTS).map(({ path }) => path));

export function isEndpoint(path: string): boolean {
  return PATHS.has(path);
}

/** `body` is what JSON.parse made of the request's; undefined when it was none. */
export function answer(
  organization: Organization,
  path: string | null,
  body: unknown,
  nowMs: number,
): SandboxAnswer {
  if (body === undefined)
    return failure(JODOO_CODES.invalidRequest, 'the request body is not JSON, or too large');
  switch (path) {
    case ENDPOINTS.appMetrics.path:
      return onDay(ENDPOINTS.appMetrics.request, body, nowMs, (date, request) =>
        pageOf(organization.apps(date), request.app_ids, ({ app_id }) => app_id, request),
      );
    case ENDPOINTS.memberMetrics.path:
      return onDay(ENDPOINTS.memberMetrics.request, body, nowMs, (date, request) =>
        pageOf(organization.members(date), request.member_ids, ({ member }) => member.member_id, request),
      );
    case ENDPOINTS.overview.path:
      return onDay(ENDPOINTS.overview.request, body, nowMs, (date) => ({
        metrics: organization.overview(date),
      }));
    default:
      return failure(JODOO_CODES.invalidRequest, 'no such endpoint', 404);
  }
}

/** A failure in the upstream's own words. */
export function failure(code: number, msg: string, status: 400 | 404 = 400): SandboxAnswer {
  return { status, body: { code, msg } };
}

function onDay<R extends OverviewRequest>(
  schema: z.ZodType<R>,
  body: unknown,
  nowMs: number,
  found: (day: StatisticsDay, request: R) => object,
): SandboxAnswer {
  const request = schema.safeParse(body);
  if (!request.success) return invalidParameter(request.error.issues[0]?.path.join('.') || 'body');
  const { from, to } = upstreamDays(nowMs);
  const date = request.data.date || to;
  if (!isStatisticsDay(date) || date < from || date > to) return invalidParameter('date');
  return { status: 200, body: { date, ...found(date, request.data) } };
}

/** A page of a list; or, when ids are asked for, all of them that exist at once, whatever `skip` and `limit` say. */
function pageOf<T>(
  items: readonly T[],
  ids: readonly string[] | undefined,
  idOf: (item: T) => string,
  { skip = 0, limit = DEFAULT_PAGE_SIZE }: PageRequest,
): { has_next: boolean; items: readonly T[] } {
  if (ids && ids.length > 0) return { has_next: false, items: byIds(items, new Set(ids), idOf) };
  return { has_next: skip + limit < items.length, items: items.slice(skip, skip + limit) };
}

/**
 * Each once, without the unknown ones, and never in the order asked for. The vendor does not document the
 * order, so whoever matches by position shall fail here and not in production.
 */
function byIds<T>(items: readonly T[], asked: ReadonlySet<string>, idOf: (item: T) => string): T[] {
  const byId = new Map(items.map((item) => [idOf(item), item]));
  const inOrder = [...asked].flatMap((id) => byId.get(id) ?? []);
  const shuffled = inOrder.toSorted((a, b) => noise(idOf(a)) - noise(idOf(b)));
  return shuffled.every((item, index) => item === inOrder[index]) ? shuffled.reverse() : shuffled;
}

function invalidParameter(name: string): SandboxAnswer {
  return failure(JODOO_CODES.invalidParameter, `invalid parameter: ${name}`);
}
