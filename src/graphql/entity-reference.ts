/** Keys of entities, as a router hands them over: checked, since the subgraph library passes on anything. */
import { z } from 'zod';
import { badUserInput } from '../errors.ts';
import { isStatisticsDay, type StatisticsDay } from '../jodoo/statistics-day.ts';

const id = z.string().trim().min(1).max(128);
const day = z.custom<StatisticsDay>((value) => typeof value === 'string' && isStatisticsDay(value), {
  error: 'must be a calendar day such as "2026-05-08"',
});

export const appReference = z.object({ appId: id });
export const appUsageReference = z.object({ appId: id, date: day });
export const memberReference = z.object({ memberId: id });

/** The key's fields, or an error in words for this one representation. */
export function readReference<T extends z.ZodType>(shape: T, reference: unknown): z.infer<T> {
  const read = shape.safeParse(reference);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw badUserInput(`A representation lacks its key: ${faults.join('; ')}.`);
}
