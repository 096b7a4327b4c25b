/** How Apollo Client's cache has to treat the gateway's types: every one that has no `id` is named. */
import { InMemoryCache, type TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/** Parts of the field that returns them: replaced with it. */
const PART = { keyFields: false } as const;
/** One object, asked for in parts by several queries: merged. */
const MERGED = { keyFields: false, merge: true } as const;

export const typePolicies: TypePolicies = {
  Query: {
    fields: {
      appUsage: relayStylePagination(['date', 'appIds', 'filter', 'orderBy']),
      memberUsage: relayStylePagination(['date', 'memberIds', 'filter', 'orderBy']),
      apps: relayStylePagination(['nameContains', 'creatorIds']),
      members: relayStylePagination(['nameContains']),
    },
  },
  App: { fields: { usageHistory: relayStylePagination(['from', 'to']) } },
  Member: {
    fields: {
      usageHistory: relayStylePagination(['from', 'to']),
      apps: relayStylePagination(['date', 'orderBy']),
    },
  },
  AppConnection: PART,
  AppEdge: PART,
  AppUsageChange: PART,
  AppUsageChangeConnection: PART,
  AppUsageChangeEdge: PART,
  AppUsageConnection: PART,
  AppUsageEdge: PART,
  AppUsageHistory: PART,
  Archive: MERGED,
  Collecting: PART,
  CollectionProgress: PART,
  DayCoverage: PART,
  DayTotals: PART,
  Discrepancy: PART,
  Gateway: MERGED,
  Lane: PART,
  MemberConnection: PART,
  MemberEdge: PART,
  MemberUsageConnection: PART,
  MemberUsageEdge: PART,
  MemberUsageHistory: PART,
  MetricChanges: PART,
  OperationCost: PART,
  OrganizationUsage: MERGED,
  PageInfo: PART,
  Slots: MERGED,
  UsageGroup: PART,
  UsageGroupConnection: PART,
  UsageGroupEdge: PART,
  UsageMetrics: MERGED,
  UsagePeriod: PART,
  UsageSeries: PART,
  UsageTotals: MERGED,
};

export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies,
    possibleTypes: { Node: ['App', 'AppUsage', 'Member', 'MemberUsage'] },
  });
}
