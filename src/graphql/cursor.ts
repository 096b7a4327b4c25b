/**
 * Cursors: opaque for clients, made of a day and a place. They hold no offset into an answer and nothing of
 * this process, so they stay good across restarts and across midnight.
 */
import { badUserInput } from '../errors.ts';
import { isStatisticsDay, type StatisticsDay } from '../jodoo/statistics-day.ts';

/** A place in the upstream's list (from 0), or at an asked app. */
export type Cursor =
  | { readonly kind: 'position'; readonly day: StatisticsDay; readonly position: number }
  | { readonly kind: 'app'; readonly day: StatisticsDay; readonly appId: string };

const KINDS = { position: 'p', app: 'a' } as const;

export function encodeCursor(cursor: Cursor): string {
  const place = cursor.kind === 'position' ? String(cursor.position) : cursor.appId;
  return Buffer.from(`${KINDS[cursor.kind]}:${cursor.day}:${place}`).toString('base64url');
}

/** Reads the cursor given as argument `name`, or refuses it in words. */
export function decodeCursor(name: string, text: string): Cursor {
  const [, kind, day = '', place = ''] =
    /^([pa]):([^:]*):(.+)$/s.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
  if (isStatisticsDay(day)) {
    if (kind === KINDS.app) return { kind: 'app', day, appId: place };
    if (kind === KINDS.position && /^\d{1,9}$/.test(place))
      return { kind: 'position', day, position: Number(place) };
  }
  throw badUserInput(
    `'${name}' is not a cursor of this gateway: ${JSON.stringify(text)}. Pass an edge's 'cursor' or a 'pageInfo' cursor unchanged.`,
    { argument: name },
  );
}
