import fc from 'fast-check';
import type { RowFilter, RowOrder } from '../../src/archive/row-query.ts';
import { metricsFrom } from '../../src/jodoo/metrics.ts';
import { ids, row } from './rows.ts';

const instants = fc.constantFrom(
  null,
  '2026-01-01T00:00:00+08:00',
  '2025-12-31T17:00:00Z',
  '2026-02-01T00:00:00Z',
);
const counts = fc.option(fc.nat({ max: 3 }), { nil: null });
/** Rows that differ in everything a query can ask for. */
export const someRows = fc.uniqueArray(fc.constantFrom(...ids(40)), { maxLength: 12 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record({
          name: fc.constantFrom(
            'CRM',
            'crm 2',
            '100%',
            'a_b',
            'Ärzte',
            'ÄRZTE',
            '审批',
            '\u{1F4CA} 1',
            '\uFF21 1',
          ),
          creator: fc.constantFrom(null, { memberId: 'm', name: 'Mei' }, { memberId: 'n', name: 'Ana' }),
          createdAt: instants,
          lastEditAt: instants,
          lastVisitAt: instants,
          data: counts,
          dash: counts,
        })
        .map(({ data, dash, ...more }) =>
          row(id, { ...more, metrics: { ...metricsFrom(() => 1), data, dash } }),
        ),
    ),
  ),
);
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const someMs = fc.constantFrom(Date.parse('2026-01-01T00:00:00+08:00'), Date.parse('2026-01-15T00:00:00Z'));
export const someFilter: fc.Arbitrary<RowFilter> = fc.record({
  nameContains: maybe(fc.constantFrom('c', 'CRM', '%', '_', 'ä', '批')),
  creatorIds: maybe(fc.subarray(['m', 'n'])),
  createdAfterMs: maybe(someMs),
  createdBeforeMs: maybe(someMs),
  lastVisitAfterMs: maybe(someMs),
  lastVisitBeforeMs: maybe(someMs),
  metrics: maybe(
    fc.array(
      fc.record({ metric: fc.constant('data' as const), min: maybe(fc.nat(3)), max: maybe(fc.nat(3)) }),
      { maxLength: 2 },
    ),
  ),
});
export const someOrder: fc.Arbitrary<RowOrder | undefined> = maybe(
  fc.record({
    by: fc.constantFrom('name', 'createdAt', 'lastVisitAt', 'data', 'dash'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
);
