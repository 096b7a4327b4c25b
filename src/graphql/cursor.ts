/**
 * Cursors: opaque for clients, made of a day and a place. They hold no offset into an answer and nothing of
 * this process, so they stay good across restarts and across midnight.
 */
import { z } from 'zod';
import type { RowPlace } from '../archive/whole-day.ts';
import { badUserInput } from '../errors.ts';
import { isStatisticsDay, type StatisticsDay } from '../jodoo/statistics-day.ts';

/** A place in the upstream's list (from 0), at an asked app, or at a row of a filtered or ordered answer. */
export type Cursor =
  | { readonly kind: 'position'; readonly day: StatisticsDay; readonly position: number }
  | { readonly kind: 'app'; readonly day: StatisticsDay; readonly appId: string }
  | {
      readonly kind: 'row';
      readonly day: StatisticsDay;
      /** Names the order that the place belongs to. */
      readonly order: string;
      readonly place: RowPlace;
    };

const KINDS = { position: 'p', app: 'a', row: 'r' } as const;
const rowCursor = z.tuple([
  z.string(),
  z.union([z.string(), z.number().int().nonnegative(), z.null()]),
  z.string().min(1),
]);

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(`${KINDS[cursor.kind]}:${cursor.day}:${placeText(cursor)}`).toString('base64url');
}

/** Reads the cursor given as argument `name`, or refuses it in words. */
export function decodeCursor(name: string, text: string): Cursor {
  const [, kind, day = '', place = ''] =
    /^([par]):([^:]*):(.+)$/s.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
  if (isStatisticsDay(day)) {
    if (kind === KINDS.app) return { kind: 'app', day, appId: place };
    if (kind === KINDS.position && /^\d{1,9}$/.test(place))
      return { kind: 'position', day, position: Number(place) };
    const row = kind === KINDS.row ? rowCursor.safeParse(jsonOrUndefined(place)) : undefined;
    if (row?.success) {
      const [order, value, appId] = row.data;
      return { kind: 'row', day, order, place: { value, appId } };
    }
  }
  throw badUserInput(
    `'${name}' is not a cursor of this gateway: ${JSON.stringify(text)}. Pass an edge's 'cursor' or a 'pageInfo' cursor unchanged.`,
    { argument: name },
  );
}

function placeText(cursor: Cursor): string {
  switch (cursor.kind) {
    case 'position':
      return String(cursor.position);
    case 'app':
      return cursor.appId;
    case 'row':
      return JSON.stringify([cursor.order, cursor.place.value, cursor.place.appId]);
  }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
