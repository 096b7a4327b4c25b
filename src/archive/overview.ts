/** The archive as a whole, from its days' records. */
import { LIST_KINDS, type ListKind } from '../jodoo/lists.ts';
import { METRICS } from '../jodoo/metrics.ts';
import { type DayRange, dayFromNumber, dayNumber, eachDay } from '../jodoo/statistics-day.ts';
import type { ArchiveOverview, ArchiveSummary, Coverage, DayCoverage, Discrepancy } from './archive.ts';
import type { Connection } from './connection.ts';
import { LIST_NUMBERS } from './list-number.ts';
import type { ListDayTable } from './tables.ts';

export function createOverview(connection: Connection): ArchiveOverview {
  return {
    summary: () => summary(connection),
    coverage: (range) => coverage(connection, range),
    discrepancies: (range) => discrepancies(connection, range),
  };
}

async function summary({ db }: Connection): Promise<ArchiveSummary> {
  const { first, last, complete, rows } = await db
    .selectFrom('list_day')
    .select(({ fn, eb }) => [
      fn.min<number | null>('day').as('first'),
      fn.max<number | null>('day').as('last'),
      fn.sum<number | null>('row_count').as('rows'),
      fn
        .sum<number | null>(
          eb.case().when('list', '=', LIST_NUMBERS.app).then(eb.ref('complete')).else(0).end(),
        )
        .as('complete'),
    ])
    .executeTakeFirstOrThrow();
  return {
    firstDay: first === null ? null : dayFromNumber(first),
    lastDay: last === null ? null : dayFromNumber(last),
    completeDays: complete ?? 0,
    rows: rows ?? 0,
  };
}

async function coverage({ db }: Connection, range: DayRange): Promise<DayCoverage[]> {
  const records = await db
    .selectFrom('list_day')
    .select(['list', 'day', 'complete', 'not_collected'])
    .where('day', '>=', dayNumber(range.from))
    .where('day', '<=', dayNumber(range.to))
    .execute();
  const known = new Map(records.map((record) => [`${record.list} ${record.day}`, coverageOf(record)]));
  return eachDay(range).map((day) => {
    const of = (kind: ListKind): Coverage => known.get(`${LIST_NUMBERS[kind]} ${dayNumber(day)}`) ?? 'none';
    const lists = { app: of('app'), member: of('member'), organization: of('organization') };
    return { day, lists, settled: LIST_KINDS.every((kind) => lists[kind] === 'complete') };
  });
}

function coverageOf({ complete, not_collected }: Pick<ListDayTable, 'complete' | 'not_collected'>): Coverage {
  if (complete === 1) return 'complete';
  return not_collected === 1 ? 'notCollected' : 'partial';
}

async function discrepancies({ db }: Connection, { from, to }: DayRange): Promise<Discrepancy[]> {
  const records = await db
    .selectFrom('list_day')
    .selectAll()
    .where('list', 'in', [LIST_NUMBERS.app, LIST_NUMBERS.organization])
    .where('complete', '=', 1)
    .where('day', '>=', dayNumber(from))
    .where('day', '<=', dayNumber(to))
    .orderBy('day')
    .execute();
  const organizations = new Map(
    records.filter(({ list }) => list === LIST_NUMBERS.organization).map((record) => [record.day, record]),
  );
  return records
    .filter(({ list }) => list === LIST_NUMBERS.app)
    .flatMap((apps) =>
      METRICS.flatMap(({ metric, wire }) => {
        const [sumOverApps, organization] = [apps[wire], organizations.get(apps.day)?.[wire] ?? null];
        return sumOverApps === null || organization === null || sumOverApps === organization
          ? []
          : [{ day: dayFromNumber(apps.day), metric, sumOverApps, organization }];
      }),
    );
}
