/** Values for arguments of any type of the schema: some right, most of them wrong in ways that once mattered. */
import fc from 'fast-check';
import {
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { cursor } from './hostile-queries.ts';

/** Real ids and cursors of the gateway that is asked, to be used as they are, or damaged. */
export interface Known {
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
  readonly days: readonly string[];
}

const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '%_\\',
  '=HYPERLINK("x")',
  '🦊'.repeat(300),
  'x'.repeat(20_000),
];
const NASTY_NUMBERS = [0, -1, 1, 100, 101, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53), 1e308, 0.5];
const NASTY_DAYS = [
  '0000-00-00',
  '2026-02-30',
  '9999-12-31',
  '0001-01-01',
  '+275760-09-13',
  '2026-11-2',
  '1970-01-01',
];
const PREFIXES = [
  'p',
  'a',
  'r',
  'e',
  'mp',
  'ma',
  'mr',
  'me',
  's',
  'App',
  'AppUsage',
  'Member',
  'MemberUsage',
  'x',
];

const text = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
const number = fc.oneof(
  fc.constantFrom(...NASTY_NUMBERS),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

export function dayValue(known: Known): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constantFrom(...known.days), fc.constantFrom(...known.days, ...NASTY_DAYS), text);
}

/** Cursors and global ids are both base64url of a text. */
export function opaqueValue(known: Known): fc.Arbitrary<string> {
  const real = fc.constantFrom(...known.ids, ...known.cursors);
  const place = fc.oneof(
    number.map(String),
    text,
    fc.tuple(text, fc.oneof(number, text, fc.constant(null)), text).map((parts) => JSON.stringify(parts)),
    fc.json({ maxDepth: 3 }),
  );
  return fc.oneof(
    real,
    fc
      .tuple(real, fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }))
      .map(([each, at, put]) => damaged(each, at, put)),
    fc
      .tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...known.days, ...NASTY_DAYS), place, fc.boolean())
      .map(([prefix, day, rest, withDay]) => cursor(`${prefix}:${withDay ? `${day}:` : ''}${rest}`)),
    text,
  );
}

export function representationValue(known: Known): fc.Arbitrary<unknown> {
  const id = fc.oneof(text, number, fc.constant(null), fc.constant({ a: [] }));
  return fc.oneof(
    fc.record(
      {
        __typename: fc.oneof(fc.constantFrom('App', 'AppUsage', 'Member', 'MemberUsage', 'Query'), text),
        appId: id,
        memberId: id,
        date: dayValue(known),
        __proto__: fc.constant({}),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
}

/** Any value for an argument: usually of its type, sometimes of none. */
export function argumentValue(type: GraphQLInputType, known: Known, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: typedValue(type, known, depth) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

function typedValue(given: GraphQLInputType, known: Known, depth: number): fc.Arbitrary<unknown> {
  const type = isNonNullType(given) ? given.ofType : getNullableType(given);
  if (isListType(type)) return fc.array(argumentValue(type.ofType, known, depth + 1), { maxLength: 4 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.entries(type.getFields());
    return fc.record(
      Object.fromEntries(fields.map(([name, field]) => [name, argumentValue(field.type, known, depth + 1)])),
      { requiredKeys: fields.filter(([, field]) => isNonNullType(field.type)).map(([name]) => name) },
    );
  }
  switch (type.name) {
    case 'Boolean':
      return fc.boolean();
    case 'Int':
      return fc.oneof(fc.integer({ min: 1, max: 100 }), number);
    case 'Date':
      return dayValue(known);
    case 'DateTime':
      return fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        text,
      );
    case 'Count':
      return number;
    case '_Any':
      return representationValue(known);
    default:
      return fc.oneof(opaqueValue(known), text);
  }
}

function damaged(opaque: string, at: number, put: string): string {
  const decoded = Buffer.from(opaque, 'base64url').toString('utf8');
  const place = at % (decoded.length + 1);
  return cursor(decoded.slice(0, place) + put + decoded.slice(place + 1));
}
