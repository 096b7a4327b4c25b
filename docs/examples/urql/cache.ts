/** How urql's graphcache has to treat the gateway's types: every one that has no `id` is named. */
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

/** Parts of the field that returns them. */
const PARTS = [
  'AppConnection',
  'AppEdge',
  'AppUsageConnection',
  'AppUsageEdge',
  'AppUsageHistory',
  'Archive',
  'Collecting',
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
  'OrganizationUsage',
  'PageInfo',
  'Slots',
  'UsageMetrics',
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
