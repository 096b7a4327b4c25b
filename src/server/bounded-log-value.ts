import { pino } from 'pino';
import { redacted } from '../jodoo/redacted.ts';

const LONGEST_TEXT = 4000;
const MOST_ITEMS = 20;
const DEEPEST = 5;

/** The fields of a log line: secrets out of every text, long texts and lists cut, deep objects left out. */
export function boundedLogValue(
  fields: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): Record<string, unknown> {
  return boundedFields(fields, secrets, DEEPEST);
}

function boundedFields(fields: object, secrets: readonly string[], depth: number): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, MOST_ITEMS);
  return Object.fromEntries(entries.map(([name, value]) => [name, bounded(value, secrets, depth)]));
}

function bounded(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return boundedText(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (value instanceof Error) return boundedFields(errorFields(value), secrets, depth - 1);
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => bounded(item, secrets, depth - 1));
    return value.length > MOST_ITEMS ? [...items, `… of ${value.length}`] : items;
  }
  return boundedFields(value, secrets, depth - 1);
}

/** Type, message with those of its causes, stack, and what else it carries. */
function errorFields(error: Error): object {
  const { raw: _raw, ...fields } = pino.stdSerializers.err(error);
  return { ...fields, type: error.name, message: fields.message, stack: fields.stack };
}

/** Cut after the secrets are out: half of one is one, too. */
function boundedText(text: string, secrets: readonly string[]): string {
  const safe = redacted(text, secrets);
  return safe.length > LONGEST_TEXT ? `${safe.slice(0, LONGEST_TEXT)}… (${safe.length} characters)` : safe;
}
