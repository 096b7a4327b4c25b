import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/archive/database.ts';
import { addDays } from '../../src/jodoo/statistics-day.ts';
import { describeDatabases } from './databases.ts';
import { DAY } from './rows.ts';

/** Long beside what the statements of a test take. */
const DISTANCE_MS = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

describeDatabases((database) => {
  const twoLedgers = async () => {
    const url = await database.freshUrl();
    const [one, other] = [await database.open(url), await database.open(url)];
    return { url, one: one.ledger, other: other.ledger };
  };
  const run = async (url: string, statement: string) => {
    const { db } = await openDatabase(url);
    await sql.raw(statement).execute(db);
    await db.destroy();
  };

  describe('starts', () => {
    test('are given one distance apart, in the order in which they were asked for', async () => {
      const { one, other } = await twoLedgers();
      expect(await one.reserve('app', DISTANCE_MS)).toBe(0);
      for (const [index, ledger] of [other, one, one, other].entries()) {
        const wait = await ledger.reserve('app', DISTANCE_MS);
        expect(wait).toBeLessThanOrEqual((index + 1) * DISTANCE_MS);
        expect(wait).toBeGreaterThan((index + 0.5) * DISTANCE_MS);
      }
      expect(await other.reserve('member', DISTANCE_MS)).toBe(0);
    });

    test('that many ask for at one instant are all different', async () => {
      const { one, other } = await twoLedgers();
      const asked = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other));
      const waits = await Promise.all(asked.map((ledger) => ledger.reserve('app', DISTANCE_MS)));
      const places = waits.map((wait) => Math.ceil(wait / DISTANCE_MS)).sort((a, b) => a - b);
      expect(places).toEqual(asked.map((_, index) => index));
    });

    test('are free again after the distance', async () => {
      const { one, other } = await twoLedgers();
      await one.reserve('app', 20);
      await sleep(30);
      expect(await other.reserve('app', 20)).toBe(0);
    });

    test('do not depend on any host clock', async () => {
      const { one, other } = await twoLedgers();
      await one.reserve('app', DISTANCE_MS);
      vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] });
      expect(await other.reserve('app', DISTANCE_MS)).toBeGreaterThan(DISTANCE_MS / 2);
      vi.setSystemTime(Date.now() - 7_200_000);
      expect(await one.reserve('app', DISTANCE_MS)).toBeLessThanOrEqual(2 * DISTANCE_MS);
    });

    test('of a process that has ended leave at most one unused', async () => {
      const url = await database.freshUrl();
      const killed = await database.open(url);
      await killed.ledger.reserve('app', DISTANCE_MS);
      await killed.ledger.reserve('app', DISTANCE_MS);
      const { ledger } = await database.open(url);
      expect(await ledger.reserve('app', DISTANCE_MS)).toBeLessThanOrEqual(2 * DISTANCE_MS);
    });

    test('go on when the database clock was put back by a year', async () => {
      const { url, one } = await twoLedgers();
      await one.reserve('app', DISTANCE_MS);
      await one.hold('app', DISTANCE_MS);
      await run(
        url,
        'update slot_ledger set last_start_ms = last_start_ms + 3e10, held_until_ms = held_until_ms + 3e10',
      );
      expect(await one.reserve('app', DISTANCE_MS)).toBeLessThanOrEqual(DISTANCE_MS);
      expect(await one.heldForMs('app')).toBe(0);
    });
  });

  describe('background work', () => {
    test('takes a start only where none was taken for the distance and the grace', async () => {
      const { one, other } = await twoLedgers();
      expect(await one.takeIdle('app', DISTANCE_MS, 1_000)).toBe(0);
      const wait = await other.takeIdle('app', DISTANCE_MS, 1_000);
      expect(wait).toBeGreaterThan(DISTANCE_MS / 2);
      expect(wait).toBeLessThanOrEqual(DISTANCE_MS + 1_000);
      expect(await other.reserve('app', DISTANCE_MS)).toBeLessThanOrEqual(DISTANCE_MS);
      expect(await one.takeIdle('app', DISTANCE_MS, 1_000)).toBeGreaterThan(DISTANCE_MS);
    });

    test('takes it once among all who try, when it is free', async () => {
      const { url, one, other } = await twoLedgers();
      await one.reserve('app', DISTANCE_MS);
      await run(url, `update slot_ledger set last_start_ms = last_start_ms - ${2 * DISTANCE_MS}`);
      const tried = await Promise.all(
        [one, other, one, other].map((ledger) => ledger.takeIdle('app', DISTANCE_MS, 1_000)),
      );
      expect(tried.filter((wait) => wait === 0)).toHaveLength(1);
    });

    test('takes nothing while the lane is held', async () => {
      const { one, other } = await twoLedgers();
      await one.hold('app', DISTANCE_MS);
      expect(await other.takeIdle('app', 10, 1)).toBeGreaterThan(DISTANCE_MS / 2);
    });
  });

  describe('a hold', () => {
    test('binds all processes on its lane, and a longer one is kept', async () => {
      const { one, other } = await twoLedgers();
      expect(await one.heldForMs('app')).toBe(0);
      await one.hold('app', DISTANCE_MS);
      await other.hold('app', 10);
      for (const ledger of [one, other]) {
        expect(await ledger.heldForMs('app')).toBeGreaterThan(DISTANCE_MS / 2);
        expect(await ledger.heldForMs('app')).toBeLessThanOrEqual(DISTANCE_MS);
        expect(await ledger.heldForMs('member')).toBe(0);
      }
      expect(await other.reserve('app', 10)).toBeGreaterThan(DISTANCE_MS / 2);
    });

    test('ends', async () => {
      const { one, other } = await twoLedgers();
      await one.hold('app', 5);
      await sleep(20);
      expect(await other.heldForMs('app')).toBe(0);
      expect(await other.reserve('app', DISTANCE_MS)).toBe(0);
    });
  });

  test('the processes that share the slots are those seen lately', async () => {
    const { one, other } = await twoLedgers();
    expect(await one.countSharers('one', DISTANCE_MS)).toBe(1);
    expect(await other.countSharers('other', DISTANCE_MS)).toBe(2);
    expect(await one.countSharers('one', DISTANCE_MS)).toBe(2);
    await sleep(20);
    expect(await one.countSharers('one', 10)).toBe(1);
  });

  describe('a day', () => {
    test('of a list is collected by one until it is done or its lease is over', async () => {
      const url = await database.freshUrl();
      const [{ leases: one }, { leases: other }] = [await database.open(url), await database.open(url)];
      expect(await one.take('app', DAY, 'one', DISTANCE_MS)).toBe(true);
      expect(await other.take('app', DAY, 'other', DISTANCE_MS)).toBe(false);
      expect(await other.take('member', DAY, 'other', DISTANCE_MS)).toBe(true);
      expect(await other.take('app', addDays(DAY, 1), 'other', DISTANCE_MS)).toBe(true);
      expect(await one.take('app', DAY, 'one', 1)).toBe(true);
      await sleep(20);
      expect(await other.take('app', DAY, 'other', DISTANCE_MS)).toBe(true);
      await one.release('app', DAY, 'one');
      expect(await one.take('app', DAY, 'one', DISTANCE_MS)).toBe(false);
      await other.release('app', DAY, 'other');
      expect(await one.take('app', DAY, 'one', DISTANCE_MS)).toBe(true);
    });

    test('is not leased for ever when the database clock was put back', async () => {
      const url = await database.freshUrl();
      const { leases } = await database.open(url);
      await leases.take('app', DAY, 'one', DISTANCE_MS);
      await run(url, 'update day_lease set expires_ms = expires_ms + 3e10');
      expect(await leases.take('app', DAY, 'other', DISTANCE_MS)).toBe(true);
    });
  });
});
