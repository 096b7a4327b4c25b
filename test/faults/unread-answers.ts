/** Good answers that never arrived: on a busy machine the gateway may give up on a call whose answer is on its way. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LIST_OF } from './audit.ts';
import type { GoodAnswer } from './upstream-storm.ts';

const failedCallShape = z.object({
  time: z.number(),
  msg: z.literal('upstream call failed'),
  list: z.string(),
  call: z.object({
    day: z.string(),
    ids: z.array(z.string()).optional(),
    page: z.number().optional(),
  }),
});

/** The answers of which the gateway's log does not say that their call has failed within `timeoutMs`. */
export async function withoutUnread(
  good: readonly GoodAnswer[],
  logPath: string,
  timeoutMs: number,
): Promise<readonly GoodAnswer[]> {
  const failed = new Map<string, number[]>();
  for (const line of (await readFile(logPath, 'utf8')).split('\n')) {
    const entry = failedCallShape.safeParse(json(line));
    if (!entry.success) continue;
    const { time, list, call } = entry.data;
    const key = `${list} ${call.day} ${call.ids?.join() ?? call.page}`;
    failed.set(key, [...(failed.get(key) ?? []), time]);
  }
  return good.filter(({ atMs, asked }) => {
    const { endpoint, day, ids, skip, limit } = asked;
    const key = `${LIST_OF[endpoint]} ${day} ${ids.length > 0 ? ids.join() : Math.floor(skip / limit)}`;
    return !failed.get(key)?.some((time) => time >= atMs && time <= atMs + 2 * timeoutMs);
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
