import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { estimateFields } from '../../src/server/query/field-estimate.ts';

const fieldsOf = (interval: string) =>
  estimateFields(
    buildSchema(),
    parse(
      `{ organizationSeries(from: "2017-01-01", to: "2026-12-31", interval: ${interval}) { periods { to metrics { data } } } }`,
    ),
    {},
  ).fields;

test('a series counts by its periods: ten years of months are a small answer, of days a large one', () => {
  expect(fieldsOf('DAY')).toBeGreaterThan(10_000);
  expect(fieldsOf('WEEK')).toBeLessThan(2_000);
  expect(fieldsOf('MONTH')).toBeLessThan(500);
});
