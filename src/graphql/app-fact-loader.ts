import DataLoader from 'dataloader';
import type { AppFact } from '../archive/fact.ts';
import { MAX_IDS_PER_CALL } from '../jodoo/contract.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Operation } from '../usage/operation.ts';

/** One app on one day. */
export interface AppOnDay {
  readonly day: StatisticsDay;
  readonly appId: string;
}

export type AppFactLoader = DataLoader<AppOnDay, AppFact, string>;

/**
 * Gathers the apps that the resolvers of one tick ask for, in the upstream's tens, and answers equal keys once.
 * It lives as long as one GraphQL operation and decides nothing: which calls are made is the pool's choice.
 */
export function createAppFactLoader(operation: Operation): AppFactLoader {
  async function load(keys: readonly AppOnDay[]): Promise<(AppFact | Error)[]> {
    const days = new Set(keys.map(({ day }) => day));
    const facts = new Map<string, AppFact | Error>();
    await Promise.all(
      [...days].map(async (day) => {
        const appIds = keys.filter((key) => key.day === day).map(({ appId }) => appId);
        for (const [appId, fact] of await operation.apps(day, appIds))
          facts.set(cacheKey({ day, appId }), fact);
      }),
    );
    return keys.map((key) => facts.get(cacheKey(key)) ?? new Error(`no fact for ${cacheKey(key)}`));
  }
  return new DataLoader(load, { maxBatchSize: MAX_IDS_PER_CALL, cacheKeyFn: cacheKey });
}

function cacheKey({ day, appId }: AppOnDay): string {
  return `${day}/${appId}`;
}
