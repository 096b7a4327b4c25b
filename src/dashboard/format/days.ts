/** Days as the gateway writes them: yyyy-MM-dd, in UTC+8. Their arithmetic needs no time zone. */

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Every day from the one to the other, both included; none when they are the wrong way round. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Seconds since the epoch of the day's midnight in UTC: where charts draw it. */
export function secondsOf(day: string): number {
  return Date.parse(day) / 1000;
}

export function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
