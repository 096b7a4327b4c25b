/**
 * What each list whose rows have ids is called in GraphQL, and what its rows have beyond the others'. The types, fields,
 * pages and cursors of `types/` and `paging/` are written once and take a list from here.
 */
import type { OrderKey } from '../archive/row-query.ts';
import type { EntityKind } from '../jodoo/lists.ts';
import { METRICS, type Metric } from '../jodoo/metrics.ts';

export interface UsageList {
  readonly kind: EntityKind;
  /** For descriptions and messages. */
  readonly noun: { readonly one: string; readonly many: string };
  /** The type of what has an id, whatever the day. */
  readonly entityType: 'App' | 'Member';
  /** The type of its row on one day; those of edges, connections and histories begin with it. */
  readonly usageType: 'AppUsage' | 'MemberUsage';
  readonly idField: 'appId' | 'memberId';
  readonly idsArgument: 'appIds' | 'memberIds';
  readonly missingIdsField: 'missingAppIds' | 'missingMemberIds';
  /** The fields of Query. */
  readonly pageField: 'appUsage' | 'memberUsage';
  readonly entityField: 'app' | 'member';
  readonly entitiesField: 'apps' | 'members';
  /** Apps always have a name, too; their clients were promised less. */
  readonly isNameNullable: boolean;
  /** In front of a cursor. Apps have none: their cursors are older than the other lists. */
  readonly cursorPrefix: '' | 'm';
  readonly orderKeys: readonly OrderKey[];
  /** For the descriptions of the entity and of its row on one day. */
  readonly about: { readonly entity: string; readonly usage: string };
}

const levels: readonly Metric[] = METRICS.filter(({ measure }) => measure === 'level').map(
  ({ metric }) => metric,
);

export const USAGE_LISTS: Readonly<Record<EntityKind, UsageList>> = {
  app: {
    kind: 'app',
    noun: { one: 'app', many: 'apps' },
    entityType: 'App',
    usageType: 'AppUsage',
    idField: 'appId',
    idsArgument: 'appIds',
    missingIdsField: 'missingAppIds',
    pageField: 'appUsage',
    entityField: 'app',
    entitiesField: 'apps',
    isNameNullable: true,
    cursorPrefix: '',
    // Every app counts itself once: there is nothing to order by.
    orderKeys: [
      'name',
      'createdAt',
      'lastEditAt',
      'lastVisitAt',
      ...METRICS.flatMap(({ metric }) => (metric === 'app' ? [] : [metric])),
    ],
    about: { entity: 'An app of the organization, whatever the day.', usage: 'One app on one day.' },
  },
  member: {
    kind: 'member',
    noun: { one: 'member', many: 'members' },
    entityType: 'Member',
    usageType: 'MemberUsage',
    idField: 'memberId',
    idsArgument: 'memberIds',
    missingIdsField: 'missingMemberIds',
    pageField: 'memberUsage',
    entityField: 'member',
    entitiesField: 'members',
    isNameNullable: false,
    cursorPrefix: 'm',
    // Jodoo counts no flows of members.
    orderKeys: ['name', ...levels],
    about: {
      entity: 'A member of the organization, whatever the day.',
      usage: 'One member on one day: the counts of the apps that the member created.',
    },
  },
};

/** One value for each list. */
export function forEachList<T>(make: (list: UsageList) => T): Readonly<Record<EntityKind, T>> {
  return { app: make(USAGE_LISTS.app), member: make(USAGE_LISTS.member) };
}
