/** Each list fault over a real socket, at both lists: which promise of the upstream it breaks, and that no other is. */
import { describe, expect, test } from 'vitest';
import { anotherDay } from '../../src/sandbox/common-faults.ts';
import {
  DUPLICATED_ITEM,
  emptyItems,
  emptyPages,
  itemMoved,
  listMovedBy,
  missingItem,
  NOTHING_BUT_MORE,
  TOO_MANY_ITEMS,
  UNASKED_ITEM,
} from '../../src/sandbox/list-faults.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { APPS, LATEST, list, MEMBERS, OVERVIEW, post, sandboxPerTest } from './open-sandbox.ts';

const open = sandboxPerTest();

describe.each([
  [APPS, 'app_ids'],
  [MEMBERS, 'member_ids'],
])('%s', (path, idsField) => {
  const pageOf10 = (sandbox: Sandbox, page: number) => list(sandbox, path, { skip: page * 10, limit: 10 });
  const lookUp = (sandbox: Sandbox, ids: readonly string[]) => list(sandbox, path, { [idsField]: ids });

  test('a page that holds an item twice has the right number of items', async () => {
    const sandbox = await open();
    const { ids } = await pageOf10(sandbox, 0);
    sandbox.faults.always(DUPLICATED_ITEM);
    expect((await pageOf10(sandbox, 0)).ids).toEqual([...ids.slice(0, 9), ids[0]]);
    expect((await lookUp(sandbox, ids.slice(0, 1))).ids).toEqual([ids[0], ids[0]]);
  });

  test('a page that lacks an item says nothing of it', async () => {
    const sandbox = await open();
    const { ids } = await pageOf10(sandbox, 0);
    sandbox.faults.always(missingItem(3));
    expect(await pageOf10(sandbox, 0)).toEqual({
      date: LATEST,
      has_next: true,
      ids: ids.toSpliced(3, 1),
    });
  });

  test('an item that nobody asked for is of the list in a look-up, and of none on a page', async () => {
    const sandbox = await open();
    const { ids } = await pageOf10(sandbox, 0);
    sandbox.faults.always(UNASKED_ITEM);
    expect((await lookUp(sandbox, ids.slice(0, 1))).ids).toEqual(ids.slice(0, 2));
    expect((await pageOf10(sandbox, 0)).ids).toEqual([...ids, 'f'.repeat(24)]);
  });

  test('too many items are more than the limit, or than the ids', async () => {
    const sandbox = await open();
    const [first, second] = [await pageOf10(sandbox, 0), await pageOf10(sandbox, 1)];
    sandbox.faults.always(TOO_MANY_ITEMS);
    expect((await pageOf10(sandbox, 0)).ids).toEqual([...first.ids, second.ids[0]]);
    expect((await lookUp(sandbox, first.ids.slice(0, 2))).ids).toHaveLength(3);
  });

  test('a look-up without items that says there is more leaves lists as they are', async () => {
    const sandbox = await open();
    const first = await pageOf10(sandbox, 0);
    sandbox.faults.always(NOTHING_BUT_MORE);
    expect(await lookUp(sandbox, first.ids)).toEqual({ date: LATEST, has_next: true, ids: [] });
    expect(await pageOf10(sandbox, 0)).toEqual(first);
  });

  test('an empty page in the middle has full ones around it', async () => {
    const sandbox = await open();
    sandbox.faults.always(emptyPages([1]));
    const pages = [await pageOf10(sandbox, 0), await pageOf10(sandbox, 1), await pageOf10(sandbox, 2)];
    expect(pages.map(({ ids, has_next }) => [ids.length, has_next])).toEqual([
      [10, true],
      [0, true],
      [10, path === APPS],
    ]);
  });

  test('a list that moves between two pages repeats an item or loses one', async () => {
    const sandbox = await open();
    const [first, second] = [await pageOf10(sandbox, 0), await pageOf10(sandbox, 1)];
    sandbox.faults.next(1, listMovedBy(-1, { pages: [1] }));
    expect((await pageOf10(sandbox, 0)).ids).toEqual(first.ids);
    expect((await pageOf10(sandbox, 1)).ids).toEqual([first.ids[9], ...second.ids.slice(0, 9)]);
    sandbox.faults.next(1, listMovedBy(1, { pages: [1] }));
    expect((await pageOf10(sandbox, 1)).ids.slice(0, 9)).toEqual(second.ids.slice(1));
  });

  test('an item that moves is on the other page, and the list stays as long as it was', async () => {
    const sandbox = await open();
    const [first, second] = [await pageOf10(sandbox, 0), await pageOf10(sandbox, 1)];
    sandbox.faults.always(itemMoved(0, 15));
    expect((await pageOf10(sandbox, 0)).ids).toEqual([...first.ids.slice(1), second.ids[0]]);
    expect((await pageOf10(sandbox, 1)).ids).toEqual(
      [...second.ids.slice(1, 6), first.ids[0], ...second.ids.slice(6)].map(String),
    );
  });

  test('empty items are as many as wanted', async () => {
    const sandbox = await open();
    sandbox.faults.always(emptyItems(100_000));
    const { text } = await post(sandbox, path);
    expect(JSON.parse(text).items).toHaveLength(100_000);
  });
});

test.each([APPS, MEMBERS, OVERVIEW])('%s answers for another day', async (path) => {
  const sandbox = await open();
  const right = JSON.parse((await post(sandbox, path, { date: '2026-10-05' })).text);
  sandbox.faults.always(anotherDay(-1));
  const wrong = JSON.parse((await post(sandbox, path, { date: '2026-10-05' })).text);
  expect(wrong).toEqual({ ...right, date: '2026-10-04' });
});

test('the overview has no items, and list faults leave it as it is', async () => {
  const sandbox = await open();
  const right = await post(sandbox, OVERVIEW);
  for (const fault of [
    DUPLICATED_ITEM,
    UNASKED_ITEM,
    TOO_MANY_ITEMS,
    NOTHING_BUT_MORE,
    emptyItems(3),
    emptyPages([0]),
  ]) {
    sandbox.faults.always(fault);
  }
  expect(await post(sandbox, OVERVIEW)).toEqual(right);
});
