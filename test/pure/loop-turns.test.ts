import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLoopTurns } from '../../src/loop-turns.ts';

function spin(ms: number): void {
  for (const startedMs = performance.now(); performance.now() - startedMs < ms; );
}

/** Counts turns of the event loop until `work` has ended. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let hasEnded = false;
  void work.finally(() => {
    hasEnded = true;
  });
  let turns = 0;
  for (; !hasEnded; turns += 1) await nextTurn();
  return turns;
}

test('pieces that are asked for together are spread over turns of the loop, with what follows from them', async () => {
  const { run } = createLoopTurns();
  const pieces = Array.from({ length: 20 }, async () => {
    await run(() => spin(2));
    spin(2);
  });
  expect(await turnsDuring(Promise.all(pieces))).toBeGreaterThanOrEqual(3);
});

test('pieces that follow on each other let the loop go on, too', async () => {
  const { run } = createLoopTurns();
  async function chain(): Promise<void> {
    for (let piece = 0; piece < 20; piece += 1) await run(() => spin(4));
  }
  expect(await turnsDuring(chain())).toBeGreaterThanOrEqual(3);
});

test('pieces run in the order in which they were asked for, and a failed one holds nobody up', async () => {
  const { run } = createLoopTurns();
  const order: number[] = [];
  const ended = await Promise.allSettled(
    Array.from({ length: 50 }, (_, piece) =>
      run(() => {
        order.push(piece);
        spin(1);
        if (piece % 7 === 0) throw new Error(`piece ${piece}`);
        return piece;
      }),
    ),
  );
  expect(order).toEqual(Array.from({ length: 50 }, (_, piece) => piece));
  expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(8);
});
