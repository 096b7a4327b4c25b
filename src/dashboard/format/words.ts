/** Numbers, days and durations in the reader's language. */
import type { MetricWords } from './metric-table.ts';

const count = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 4 });
const shorter = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const signed = { style: 'percent', signDisplay: 'exceptZero' } as const;
const smallGrowth = new Intl.NumberFormat(undefined, { ...signed, maximumFractionDigits: 1 });
const largeGrowth = new Intl.NumberFormat(undefined, { ...signed, maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });
const shortDay = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
// Jodoo's days are those of UTC+8, and so are the instants beside them.
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'Asia/Shanghai' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const NOTHING = '–';

export const formatCount = (value: number | null | undefined): string =>
  value == null ? NOTHING : count.format(value);
export const formatPercent = (value: number | null | undefined): string =>
  value == null ? NOTHING : percent.format(value);
export const formatDay = (value: string): string => day.format(Date.parse(value));
export const formatWeekday = (value: string): string => weekday.format(Date.parse(value));
export const formatShortDay = (value: number | string): string => shortDay.format(new Date(value));
export const formatMonth = (value: string): string => month.format(Date.parse(value));
export const formatInstant = (value: string | null | undefined): string =>
  value == null ? NOTHING : instant.format(Date.parse(value));
export const formatClock = (value: string): string => clock.format(Date.parse(value));

/** As short as a card or an axis needs it. */
export function formatShort(value: number | null | undefined, { unit }: Pick<MetricWords, 'unit'>): string {
  if (value == null) return NOTHING;
  return unit === 'bytes' ? formatBytes(value) : compact.format(value);
}

/** With all its digits. */
export function formatMetric(value: number | null | undefined, { unit }: Pick<MetricWords, 'unit'>): string {
  if (value == null) return NOTHING;
  return unit === 'bytes' ? formatBytes(value) : count.format(value);
}

export function formatChange(value: number, words: Pick<MetricWords, 'unit'>): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '±';
  const size = Math.abs(value);
  return `${sign}${words.unit === 'bytes' ? formatBytes(size, 2) : shorter.format(size)}`;
}

/** `null` where there is nothing to compare with, or too little to name. */
export function formatGrowth(before: number, after: number): string | null {
  const growth = (after - before) / before;
  if (!Number.isFinite(growth) || Math.abs(growth) < 0.0005) return null;
  return (Math.abs(growth) < 0.1 ? smallGrowth : largeGrowth).format(growth);
}

/** Such as "8 sec" or "3 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return unit('second').format(seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? unit('minute').format(minutes) : unit('hour').format(Math.round(minutes / 6) / 10);
}

function formatBytes(value: number, digits = 3): string {
  const power = value < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  return unit(BYTE_UNITS[power] ?? 'byte', digits).format(value / 1000 ** power);
}

function unit(name: string, digits = 3): Intl.NumberFormat {
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumSignificantDigits: digits,
  });
}
