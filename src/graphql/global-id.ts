/** Relay's global ids: opaque for clients, a type's name and the key within that type. */
import { badUserInput } from '../errors.ts';
import { isStatisticsDay, type StatisticsDay } from '../jodoo/statistics-day.ts';

const NODE_TYPES: readonly string[] = ['App', 'AppUsage', 'Member'];

export function encodeGlobalId(typename: string, key: string | number | bigint): string {
  return Buffer.from(`${typename}:${key}`).toString('base64url');
}

export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const text = Buffer.from(globalId, 'base64url').toString('utf8');
  const colon = text.indexOf(':');
  const typename = text.slice(0, colon);
  const id = text.slice(colon + 1);
  if (colon < 0 || id === '' || !NODE_TYPES.includes(typename)) {
    throw badUserInput(
      `${JSON.stringify(globalId)} is not an id of this gateway: pass the 'id' of a node unchanged.`,
    );
  }
  return { typename, id };
}

/** The key of an AppUsage: one app on one day. */
export function appUsageKey(day: StatisticsDay, appId: string): string {
  return `${day}:${appId}`;
}

export function parseAppUsageKey(key: string): { day: StatisticsDay; appId: string } {
  const day = key.slice(0, 10);
  const appId = key.slice(11);
  if (!isStatisticsDay(day) || key[10] !== ':' || appId === '') {
    throw badUserInput(
      `${JSON.stringify(key)} names no app and day: pass the 'id' of an AppUsage unchanged.`,
    );
  }
  return { day, appId };
}
