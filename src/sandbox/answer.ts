/** What the upstream answers to a well-authenticated request within its limit: pure. */
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

export function answer(
  organization: Organization,
  path: string,
  body: unknown,
  nowMs: number,
): SandboxAnswer {
  switch (path) {
    case ENDPOINTS.appMetrics.path: {
      const request = ENDPOINTS.appMetrics.request.safeParse(body);
      if (!request.success) return invalidParameter(request.error.issues[0]?.path.join('.') ?? 'body');
      const { app_ids: ids, skip, limit } = request.data;
      return onDay(request.data, nowMs, (date) => ({
        date,
        ...pageOf(organization.apps(date), ids, ({ app_id }) => app_id, skip, limit),
      }));
    }
    case ENDPOINTS.memberMetrics.path: {
      const request = ENDPOINTS.memberMetrics.request.safeParse(body);
      if (!request.success) return invalidParameter(request.error.issues[0]?.path.join('.') ?? 'body');
      const { member_ids: ids, skip, limit } = request.data;
      return onDay(request.data, nowMs, (date) => ({
        date,
        ...pageOf(organization.members(date), ids, ({ member }) => member.member_id, skip, limit),
      }));
    }
    case ENDPOINTS.overview.path: {
      const request = ENDPOINTS.overview.request.safeParse(body);
      if (!request.success) return invalidParameter(request.error.issues[0]?.path.join('.') ?? 'body');
      return onDay(request.data, nowMs, (date) => ({ date, metrics: organization.overview(date) }));
    }
    default:
      return { status: 404, body: { code: JODOO_CODES.invalidRequest, msg: `no such endpoint: ${path}` } };
  }
}

function onDay(
  { date }: OverviewRequest,
  nowMs: number,
  body: (day: StatisticsDay) => object,
): SandboxAnswer {
  const { from, to } = upstreamDays(nowMs);
  const day = date || to;
  if (!isStatisticsDay(day) || day < from || day > to) return invalidParameter('date');
  return { status: 200, body: body(day) };
}

/** A page of a list; or the items of ids, each once, without those unknown, in an order that is not the asked one. */
function pageOf<T>(
  items: readonly T[],
  ids: readonly string[] | undefined,
  idOf: (item: T) => string,
  skip = 0,
  limit = DEFAULT_PAGE_SIZE,
): { has_next: boolean; items: T[] } {
  const asked = ids && ids.length > 0 ? new Set(ids) : undefined;
  const found = asked
    ? items.filter((item) => asked.has(idOf(item))).sort((a, b) => noise(idOf(a)) - noise(idOf(b)))
    : items;
  return { has_next: skip + limit < found.length, items: found.slice(skip, skip + limit) };
}

function invalidParameter(name: string): SandboxAnswer {
  return { status: 400, body: { code: JODOO_CODES.invalidParameter, msg: `invalid parameter: ${name}` } };
}
