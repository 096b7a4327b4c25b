/** How urql's graphcache has to treat the gateway's types: every one that has no `id` is named. */
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

/** Parts of the field that returns them. */
const PARTS = [
  'AppConnection',
  'AppEdge',
  'AppUsageChange',
  'AppUsageChangeConnection',
  'AppUsageChangeEdge',
  'AppUsageConnection',
  'AppUsageEdge',
  'AppUsageHistory',
  'Archive',
  'Collecting',
  'CollectionProgress',
  'DayCoverage',
  'DayTotals',
  'Discrepancy',
  'Gateway',
  'Lane',
  'MemberConnection',
  'MemberEdge',
  'MemberUsageConnection',
  'MemberUsageEdge',
  'MemberUsageHistory',
  'MetricChanges',
  'OperationCost',
  'OrganizationUsage',
  'PageInfo',
  'Slots',
  'UsageGroup',
  'UsageGroupConnection',
  'UsageGroupEdge',
  'UsageMetrics',
  'UsagePeriod',
  'UsageSeries',
  'UsageTotals',
];

export const keys: NonNullable<CacheExchangeOpts['keys']> = Object.fromEntries(
  PARTS.map((name) => [name, () => null]),
);

export function createCacheExchange() {
  return cacheExchange({
    keys,
    resolvers: {
      Query: {
        appUsage: relayPagination(),
        memberUsage: relayPagination(),
        apps: relayPagination(),
        members: relayPagination(),
      },
    },
  });
}
