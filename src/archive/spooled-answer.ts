/** An answer as the spool keeps it: JSON, checked when it is read again, for another version may have written it. */
import * as z from 'zod';
import { LIST_KINDS } from '../jodoo/lists.ts';
import { type Metrics, metricsFrom } from '../jodoo/metrics.ts';
import { isStatisticsDay, type StatisticsDay } from '../jodoo/statistics-day.ts';
import type { ListAnswer } from './fact.ts';

const day = z.custom<StatisticsDay>((value) => typeof value === 'string' && isStatisticsDay(value));
const metrics = z.custom<Metrics>((value) => {
  const counts = z.record(z.string(), z.int().nullable()).safeParse(value);
  return counts.success && Object.keys(metricsFrom(() => null)).every((metric) => metric in counts.data);
});

const ANSWER = z.object({
  list: z.enum(LIST_KINDS),
  call: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ids'), day, ids: z.array(z.string()) }),
    z.object({ kind: z.literal('page'), day, page: z.int().nonnegative() }),
  ]),
  rows: z.array(
    z.object({
      date: day,
      id: z.string(),
      name: z.string(),
      creator: z.object({ memberId: z.string(), name: z.string() }).nullable(),
      createdAt: z.string().nullable(),
      lastEditAt: z.string().nullable(),
      lastVisitAt: z.string().nullable(),
      metrics: metrics.nullable(),
    }),
  ),
  hasNext: z.boolean(),
  asked: z.object({ atMs: z.number(), settled: z.boolean() }),
});

export function answerText(answer: ListAnswer): string {
  return JSON.stringify(answer);
}

/** Throws where the text is no answer. */
export function answerOf(text: string): ListAnswer {
  return ANSWER.parse(JSON.parse(text));
}
