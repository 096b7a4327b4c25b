/**
 * Cursors: opaque for clients, made of a list and a place in it. They hold no offset into an answer and nothing of
 * this process, so they stay good across restarts and across midnight. Pure.
 */
import * as z from 'zod';
import type { EntityPlace } from '../../archive/archive.ts';
import type { RowPlace } from '../../archive/row-query.ts';
import { badUserInput } from '../../errors.ts';
import type { EntityKind } from '../../jodoo/lists.ts';
import { isStatisticsDay, type StatisticsDay } from '../../jodoo/statistics-day.ts';
import { isId } from '../identity/checked-ids.ts';
import { USAGE_LISTS } from '../usage-lists.ts';
import { notACursor } from './not-a-cursor.ts';
import { encodePlaceCursor, type PlaceCursor } from './place-cursor.ts';

/** A place on a day: in the upstream's list (from 0), at an id, or at a row of a filtered or ordered answer. */
export type DayCursor = { readonly list: EntityKind; readonly day: StatisticsDay } & (
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'id'; readonly id: string }
  | {
      readonly kind: 'row';
      /** Names the order that the place belongs to. */
      readonly order: string;
      readonly place: RowPlace;
    }
);

/** A place among all apps or members ever seen. */
export interface EntityCursor {
  readonly list: EntityKind;
  readonly kind: 'entity';
  readonly place: EntityPlace;
}

type ListCursor = DayCursor | EntityCursor;

export type Cursor = ListCursor | PlaceCursor;

const CODES = { position: 'p', id: 'a', row: 'r', entity: 'e' } as const;

/** The longest name and id that the archive keeps, at four bytes a character, in base64. */
export const MAX_CURSOR_LENGTH = 4_096;
/** Far beyond any list, and far from what arithmetic on positions could not hold. */
export const MAX_POSITION = 10_000_000;
/** The archive cuts names to 512 characters of at most two UTF-16 units each; folding may lengthen them a little. */
const MAX_NAME_LENGTH = 2_048;

/** Databases refuse U+0000 and halves of a character in text. */
const name = z
  .string()
  .max(MAX_NAME_LENGTH)
  .refine((text) => !text.includes('\0') && !/\p{Cs}/u.test(text));
const id = z.custom<string>(isId);
const number = z.number().refine((value) => Number.isSafeInteger(value));
const rowPlace = z.tuple([z.string().max(64), z.union([name, number, z.null()]), id]);
const entityPlace = z.tuple([name, id]);

export function encodeCursor(cursor: Cursor): string {
  if (cursor.kind === 'place') return encodePlaceCursor(cursor);
  const { cursorPrefix } = USAGE_LISTS[cursor.list];
  return Buffer.from(`${cursorPrefix}${CODES[cursor.kind]}:${placeText(cursor)}`).toString('base64url');
}

/** Reads the cursor on a day given as argument `name`, or refuses it in words. */
export function decodeDayCursor(list: EntityKind, name: string, text: string): DayCursor {
  const cursor = decode(list, name, text);
  if (cursor.kind !== 'entity') return cursor;
  throw notACursor(name, text);
}

/** Reads the cursor among apps or members given as argument `name`, or refuses it in words. */
export function decodeEntityCursor(list: EntityKind, name: string, text: string): EntityCursor {
  const cursor = decode(list, name, text);
  if (cursor.kind === 'entity') return cursor;
  throw notACursor(name, text);
}

function decode(list: EntityKind, name: string, text: string): ListCursor {
  const cursor = text.length > MAX_CURSOR_LENGTH ? undefined : readCursor(text);
  if (cursor === undefined) throw notACursor(name, text);
  if (cursor.list === list) return cursor;
  const { many } = USAGE_LISTS[cursor.list].noun;
  throw badUserInput(
    `'${name}' is a cursor of a list of ${many}, not of ${USAGE_LISTS[list].noun.many}: pass one of this field's own.`,
    { argument: name },
  );
}

function readCursor(text: string): ListCursor | undefined {
  const [, prefix, code, place = ''] =
    /^(m?)([pare]):(.+)$/s.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
  const list = Object.values(USAGE_LISTS).find(({ cursorPrefix }) => cursorPrefix === prefix)?.kind;
  if (list === undefined) return undefined;
  if (code !== CODES.entity) return readDayCursor(list, code, place);
  const read = entityPlace.safeParse(jsonOrUndefined(place));
  return read.success ? { list, kind: 'entity', place: { name: read.data[0], id: read.data[1] } } : undefined;
}

function readDayCursor(list: EntityKind, code: string | undefined, text: string): DayCursor | undefined {
  const [, day = '', place = ''] = /^([^:]*):(.+)$/s.exec(text) ?? [];
  if (!isStatisticsDay(day)) return undefined;
  if (code === CODES.id) return isId(place) ? { list, kind: 'id', day, id: place } : undefined;
  if (code === CODES.position) {
    const position = /^\d{1,8}$/.test(place) ? Number(place) : Number.NaN;
    return position <= MAX_POSITION ? { list, kind: 'position', day, position } : undefined;
  }
  const row = rowPlace.safeParse(jsonOrUndefined(place));
  if (!row.success) return undefined;
  const [order, value, rowId] = row.data;
  return { list, kind: 'row', day, order, place: { value, id: rowId } };
}

function placeText(cursor: ListCursor): string {
  switch (cursor.kind) {
    case 'position':
      return `${cursor.day}:${cursor.position}`;
    case 'id':
      return `${cursor.day}:${cursor.id}`;
    case 'row':
      return `${cursor.day}:${JSON.stringify([cursor.order, cursor.place.value, cursor.place.id])}`;
    case 'entity':
      return JSON.stringify([cursor.place.name, cursor.place.id]);
  }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
