/**
 * `fixtures/archive-001.*` are an archive as the version before lists left it, on both databases, and what that version
 * answered of it. Made with its code; the migration has to lose nothing of it but what never was true.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Archive } from '../../src/archive/archive.ts';
import type { Belief } from '../../src/archive/fact.ts';
import { openArchive } from '../../src/archive/open-archive.ts';
import { addDays, isStatisticsDay, statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { LATER, lookup, page, plainRow, row, TOO_LATE } from './rows.ts';

const fixture = (end: string) => fileURLToPath(new URL(`fixtures/archive-001.${end}`, import.meta.url));
const FIRST = statisticsDay('2026-03-20');
const day = (offset: number) => addDays(FIRST, offset);
const RANGE = { from: FIRST, to: day(8) };
/** Believes everything: nobody can be asked about these days any more. */
const ALL: Belief = { ...TOO_LATE, fromDay: addDays(FIRST, 100) };

const dayText = z.string().refine(isStatisticsDay);
const oldRow = z.looseObject({ date: dayText, appId: z.string(), appName: z.string() });
const answers = z.object({
  rows: oldRow.array(),
  days: z
    .object({
      day: dayText,
      pages: z
        .object({ ids: z.string().array(), hasNext: z.boolean(), settled: z.boolean() })
        .nullable()
        .array(),
      facts: z.object({ id: z.string(), kind: z.string(), settled: z.boolean() }).array(),
    })
    .array(),
  daySums: z.looseObject({ day: dayText, apps: z.number(), metrics: z.unknown() }).array(),
  members: z.object({ memberId: z.string(), name: z.string() }).array(),
  latest: z.object({ id: z.string(), name: z.string(), day: dayText }).array(),
  summary: z.object({ firstDay: dayText, lastDay: dayText, rows: z.number(), completeDays: z.number() }),
});
const told = answers.parse(JSON.parse(await readFile(fixture('json'), 'utf8')));

describeDatabases((database) => {
  let archive: Archive;
  beforeEach(async () => {
    archive = await database.open(await oldArchive());
  });

  async function oldArchive(): Promise<string> {
    const url = await database.emptyUrl();
    if (database.kind === 'sqlite') {
      await copyFile(fixture('db'), url.slice('sqlite:'.length));
    } else {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(await readFile(fixture('sql'), 'utf8'));
      await client.end();
    }
    return url;
  }

  test('an old archive that several open at once is migrated once, and keeps whose data it has', async () => {
    const url = await oldArchive();
    const archives = await Promise.all([0, 1, 2].map(() => database.open(url)));
    for (const { overview } of archives) expect((await overview.summary()).rows).toBe(told.summary.rows);
    await expect(openArchive({ url, origin: 'another' })).rejects.toMatchObject({ kind: 'origin' });
  });

  test('a migrated archive has every row, in its order', async () => {
    const rows: unknown[] = [];
    for await (const one of archive.list('app').export(RANGE)) rows.push(one);
    const asTold = told.rows.map(({ appId, appName, ...more }) => ({ ...more, id: appId, name: appName }));
    expect(rows).toHaveLength(asTold.length);
    expect(rows).toEqual(expect.arrayContaining(asTold));
    for (const offset of [0, 1, 7]) {
      const listed = told.rows.filter(({ date }) => date === day(offset)).map(({ appId }) => appId);
      expect(await archive.list('app').listedIds(day(offset))).toEqual(listed);
    }
  });

  test('a migrated archive has every page but empty ones that fit no list', async () => {
    for (const { day: one, pages } of told.days) {
      const known = await archive.list('app').pages(one, 0, 3, ALL);
      const found = pages.map((_, number) => {
        const found = known.get(number);
        return found
          ? { ids: found.rows.map(({ id }) => id), hasNext: found.hasNext, settled: found.settled }
          : null;
      });
      expect(found).toEqual(pages.map((told) => (told?.ids.length === 0 && told.hasNext ? null : told)));
    }
    expect([...(await archive.list('app').state(day(4), ALL)).pages.keys()]).toEqual([1]);
  });

  test('a migrated archive has every fact, but none that follows from a list that was not whole', async () => {
    for (const { day: one, facts } of told.days) {
      const known = await archive.list('app').facts(
        one,
        facts.map(({ id }) => id),
        ALL,
      );
      const found = facts.map(({ id }) => ({
        id,
        kind: known.get(id)?.kind,
        settled: known.get(id)?.settled,
      }));
      expect(found).toEqual(
        facts.map((fact) =>
          one === day(7) && fact.kind === 'absent'
            ? { id: fact.id, kind: undefined, settled: undefined }
            : fact,
        ),
      );
    }
    const provisional = await archive.list('app').facts(day(2), ['a', 'gone', 'early', 'missing'], LATER);
    expect([...provisional.keys()].sort()).toEqual(['a', 'gone']);
  });

  test('a migrated archive has the sums of complete days', async () => {
    const whole = told.daySums.filter((sum) => sum.day !== day(7));
    expect(await archive.list('app').daySums(RANGE)).toEqual(
      whole.map(({ day, apps, metrics }) => ({ day, rows: apps, metrics, settled: true })),
    );
    expect(await archive.list('app').completeDays(RANGE)).toEqual(whole.map((sum) => sum.day));
    expect(await archive.overview.summary()).toEqual({ ...told.summary, completeDays: whole.length });
    // Nothing but an invented page was known of this day.
    expect(await archive.list('app').knowsDay(day(5))).toBe(false);
    const coverage = await archive.overview.coverage(RANGE);
    expect(coverage.map(({ lists }) => lists.app)).toEqual([
      'complete',
      'complete',
      'partial',
      'notCollected',
      'partial',
      'none',
      'complete',
      'partial',
      'partial',
    ]);
  });

  test('a migrated archive has the latest names of apps and members', async () => {
    const members = await archive.entities.byId(
      'member',
      told.members.map(({ memberId }) => memberId),
    );
    expect([...members.values()].map(({ id, name }) => ({ memberId: id, name }))).toEqual(
      expect.arrayContaining(told.members),
    );
    const apps = await archive.entities.byId(
      'app',
      told.latest.map(({ id }) => id),
    );
    const latest = told.latest.map(({ id }) => {
      const found = apps.get(id);
      return { id, name: found?.name, day: found?.lastDay };
    });
    expect(latest).toEqual(told.latest);
    expect(apps.get('a')).toMatchObject({ firstDay: FIRST, creator: { memberId: 'm-a' } });
    const found = await archive.entities.search(
      'app',
      { nameContains: 'ärzte' },
      { count: 9, from: 'first' },
    );
    expect(found.entities.map(({ entity: { id } }) => id)).toEqual(['last']);
    const mei = await archive.entities.search(
      'member',
      { nameContains: '中 梅' },
      { count: 9, from: 'first' },
    );
    expect(mei.entities.map(({ entity: { id } }) => id)).toEqual(['m1']);
  });

  test('a migrated archive goes on, with every list', async () => {
    const apps = archive.list('app');
    await apps.save(page(1, [{ ...row('n'), date: day(7) }], 'more', { day: day(7) }));
    expect((await apps.state(day(7), ALL)).complete).toBe(true);
    await apps.save(lookup(['gone'], [row('gone', { date: day(2) })], { day: day(2) }));
    expect((await apps.facts(day(2), ['gone'], ALL)).get('gone')).toMatchObject({ kind: 'row' });
    const members = page(0, [plainRow('m1', { date: FIRST, name: 'Mei' })], 'end', {
      list: 'member',
      day: FIRST,
    });
    await archive.list('member').save(members);
    expect(await archive.list('member').completeDays(RANGE)).toEqual([FIRST]);
    expect(await archive.ledger.reserve('app', 1000)).toBe(0);
    expect(await archive.leases.take('app', day(8), 'new process', 1000)).toBe(true);
  });
});
