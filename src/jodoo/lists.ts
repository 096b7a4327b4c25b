/**
 * The three lists that the upstream keeps for each day: of apps, of members, and of one organization (a list with one
 * row and no ids). What differs between them is data, and stands here.
 */
import type * as z from 'zod';
import {
  appMetricsResponse,
  ENDPOINTS,
  MAX_IDS_PER_CALL,
  MAX_PAGE_SIZE,
  memberMetricsResponse,
  overviewResponse,
} from './contract.ts';
import { metricsFrom } from './metrics.ts';
import type { StatisticsDay } from './statistics-day.ts';
import { collectedMetrics, ORGANIZATION_ID, type UsageRow } from './usage-row.ts';

/** In the order in which a newcomer wants them: one call a day shows the organization. */
export const LIST_KINDS = ['organization', 'app', 'member'] as const;
export type ListKind = (typeof LIST_KINDS)[number];
/** The lists whose rows have ids of their own. */
export type EntityKind = Exclude<ListKind, 'organization'>;

/** One upstream call on a list: up to ten ids of one day, or one aligned page (of 100) of it. */
export type ListCall =
  | { readonly kind: 'ids'; readonly day: StatisticsDay; readonly ids: readonly string[] }
  | { readonly kind: 'page'; readonly day: StatisticsDay; readonly page: number };

/** What the upstream answered, once its shape was checked and before its sense is. */
export interface ListResponse {
  /** The day that it says it answers. */
  readonly date: string;
  readonly rows: readonly UsageRow[];
  readonly hasNext: boolean;
}

export type ParsedResponse =
  | { readonly ok: true; readonly response: ListResponse }
  | { readonly ok: false; readonly issue: z.core.$ZodIssue | undefined };

export interface ListSource {
  /** The endpoint's path below the base URL. Each has a limit of one request a second of its own. */
  readonly path: string;
  /** How the request names ids; null: the list cannot be asked by id. */
  readonly idsField: 'app_ids' | 'member_ids' | null;
  /**
   * Whether a row of zeros may be a measurement: a member who created no app has nothing but zeros. A real app counts
   * itself, and so does an organization that has one.
   */
  readonly zerosMayBeMeasured: boolean;
  /** Whether the upstream counts what happened on a day, and not only how many there are. */
  readonly hasFlows: boolean;
  /** For messages. */
  readonly noun: { readonly one: string; readonly many: string };
  /** Reads an answer's JSON by the contract, as rows of the day that was asked. */
  parse(day: StatisticsDay, body: unknown): ParsedResponse;
}

export const LISTS: Readonly<Record<ListKind, ListSource>> = {
  organization: {
    path: ENDPOINTS.overview.path,
    idsField: null,
    zerosMayBeMeasured: false,
    hasFlows: true,
    noun: { one: 'organization', many: 'organizations' },
    parse: parser(overviewResponse, (day, { date, metrics }) => ({
      date,
      hasNext: false,
      rows: [
        { ...NO_ATTRIBUTES, date: day, id: ORGANIZATION_ID, name: '', metrics: collectedMetrics(metrics) },
      ],
    })),
  },
  app: {
    path: ENDPOINTS.appMetrics.path,
    idsField: 'app_ids',
    zerosMayBeMeasured: false,
    hasFlows: true,
    noun: { one: 'app', many: 'apps' },
    parse: parser(appMetricsResponse, (day, { date, has_next, items }) => ({
      date,
      hasNext: has_next,
      rows: items.map((item) => ({
        date: day,
        id: item.app_id,
        name: item.app_name,
        creator: item.creator ? { memberId: item.creator.member_id, name: item.creator.name } : null,
        createdAt: item.created_at || null,
        lastEditAt: item.last_edit_at || null,
        lastVisitAt: item.last_visit_at || null,
        metrics: collectedMetrics(item.metrics),
      })),
    })),
  },
  member: {
    path: ENDPOINTS.memberMetrics.path,
    idsField: 'member_ids',
    zerosMayBeMeasured: true,
    hasFlows: false,
    noun: { one: 'member', many: 'members' },
    parse: parser(memberMetricsResponse, (day, { date, has_next, items }) => ({
      date,
      hasNext: has_next,
      rows: items.map(({ member, metrics }) => ({
        ...NO_ATTRIBUTES,
        date: day,
        id: member.member_id,
        name: member.name,
        metrics: metricsFrom((wire) => metrics[wire] ?? null),
      })),
    })),
  },
};

function parser<Schema extends z.ZodType>(
  schema: Schema,
  read: (day: StatisticsDay, body: z.infer<Schema>) => ListResponse,
): ListSource['parse'] {
  return (day, body) => {
    const parsed = schema.safeParse(body);
    return parsed.success
      ? { ok: true, response: read(day, parsed.data) }
      : { ok: false, issue: parsed.error.issues[0] };
  };
}

const NO_ATTRIBUTES = { creator: null, createdAt: null, lastEditAt: null, lastVisitAt: null } as const;

/** The body of a call's request. */
export function requestBody(kind: ListKind, call: ListCall): object {
  const { idsField } = LISTS[kind];
  if (idsField === null) return { date: call.day };
  return call.kind === 'ids'
    ? { date: call.day, [idsField]: [...call.ids], skip: 0, limit: MAX_IDS_PER_CALL }
    : { date: call.day, skip: call.page * MAX_PAGE_SIZE, limit: MAX_PAGE_SIZE };
}
