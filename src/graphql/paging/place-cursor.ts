/** Cursors of what SQL computes from whole days, such as changes and groups. Pure. */
import * as z from 'zod';
import type { OrderValue, RowPlace } from '../../archive/row-query.ts';
import { badUserInput } from '../../errors.ts';
import { isStatisticsDay, type StatisticsDay } from '../../jodoo/statistics-day.ts';
import { isPrintable, MAX_ID_LENGTH } from '../identity/checked-ids.ts';
import { notACursor } from './not-a-cursor.ts';

export interface PlaceCursor {
  readonly kind: 'place';
  /** Names what is paged and its order, such as `groups creator data desc`. */
  readonly of: string;
  /** The day that is asked about, the later one of two. */
  readonly day: StatisticsDay;
  readonly place: RowPlace;
}

/** Longer than any that is made here. */
const MAX_LENGTH = 1_024;

const text = z.string().max(MAX_ID_LENGTH).refine(isPrintable);
const content = z.tuple([
  z.string().max(128),
  z.custom<StatisticsDay>((day) => typeof day === 'string' && isStatisticsDay(day)),
  z.union([text, z.number().refine(Number.isFinite), z.null()]),
  text,
]);

export function encodePlaceCursor({ of, day, place: { value, id } }: PlaceCursor): string {
  return Buffer.from(`s:${JSON.stringify([of, day, value, id])}`).toString('base64url');
}

/** Reads the cursor given as argument `name`, or refuses it in words. */
export function decodePlaceCursor(name: string, cursor: string): PlaceCursor {
  const read = cursor.length > MAX_LENGTH ? undefined : readContent(cursor);
  if (read === undefined) throw notACursor(name, cursor);
  const [of, day, value, id] = read;
  return { kind: 'place', of, day, place: { value, id } };
}

/** The cursor's place, if it is one of what is paged; `isValue` says which order values can be of it. */
export function placeOf(
  name: string,
  cursor: PlaceCursor | undefined,
  { of, day }: Pick<PlaceCursor, 'of' | 'day'>,
  isValue: (value: OrderValue) => boolean,
): RowPlace | undefined {
  if (cursor === undefined) return undefined;
  if (cursor.of === of && cursor.day === day && isValue(cursor.place.value)) return cursor.place;
  throw badUserInput(
    `'${name}' is a cursor of another question: keep the days and 'orderBy' the same while you page.`,
    { argument: name },
  );
}

function readContent(cursor: string): z.infer<typeof content> | undefined {
  const decoded = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!decoded.startsWith('s:')) return undefined;
  try {
    const read = content.safeParse(JSON.parse(decoded.slice(2)));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
