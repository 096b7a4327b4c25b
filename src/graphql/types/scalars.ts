import { GraphQLError, Kind } from 'graphql';
import * as z from 'zod';
import { isStatisticsDay, type StatisticsDay } from '../../jodoo/statistics-day.ts';
import { builder } from '../builder.ts';
import { quoted } from '../quoted.ts';

builder.scalarType('Date', {
  description:
    'A calendar day as Jodoo counts it, in UTC+8 whatever your own time zone, written `yyyy-MM-dd`: `2026-05-08`.',
  serialize: (day) => day,
  parseValue: day,
  parseLiteral: (node) => day(node.kind === Kind.STRING ? node.value : undefined),
});

builder.scalarType('DateTime', {
  description:
    'An instant, RFC 3339 with an offset: `2026-05-06T12:00:00+08:00`. Those of Jodoo are as it gives them.',
  serialize: (instant) => instant,
  parseValue: instant,
});

builder.scalarType('Count', {
  description:
    'A whole number from 0 to 2^53-1, as a JSON number. (`Int` ends at 2^31-1, which record and byte counts exceed.)',
  serialize: count,
  parseValue: count,
});

builder.scalarType('SignedCount', {
  description: 'A whole number from -(2^53-1) to 2^53-1, as a JSON number: by how much a count has changed.',
  serialize: signedCount,
  parseValue: signedCount,
});

function day(value: unknown): StatisticsDay {
  if (typeof value === 'string' && isStatisticsDay(value)) return value;
  throw wrongInput(
    `A date is a calendar day written "yyyy-MM-dd", such as "2026-05-08"; got ${quoted(value)}.`,
  );
}

const rfc3339 = z.iso.datetime({ offset: true });

function instant(value: unknown): string {
  // An offset may pass the pattern and still be none: +99:99.
  if (typeof value === 'string' && rfc3339.safeParse(value).success && !Number.isNaN(Date.parse(value))) {
    return value;
  }
  throw wrongInput(
    `An instant is RFC 3339 with an offset, such as "2026-05-06T12:00:00+08:00"; got ${quoted(value)}.`,
  );
}

function count(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrongInput(`A count is a whole number from 0 to 2^53-1; got ${quoted(value)}.`);
}

function signedCount(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw wrongInput(`A signed count is a whole number from -(2^53-1) to 2^53-1; got ${quoted(value)}.`);
}

/** A GraphQLError, since graphql-js passes on only those with their code while it validates a document. */
function wrongInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
