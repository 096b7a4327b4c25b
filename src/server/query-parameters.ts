import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';

/** What may be answered in parts. A text that only looks like it takes the longer way, and is answered the same. */
const IN_PARTS = /\b(subscription|defer|stream)\b/;
const NAMES = ['query', 'variables', 'operationName', 'extensions'];

/**
 * The parameters of a plain query by POST: a document as text, and values that are what they should be. Undefined for
 * everything else, which Yoga reads, and refuses in its words.
 */
export function plainParameters({ method, url }: IncomingMessage, body: Buffer): GraphQLParams | undefined {
  if (method !== 'POST' || url?.includes('?')) return undefined;
  const read = parsed(body);
  if (!isRecord(read) || Object.keys(read).some((name) => !NAMES.includes(name))) return undefined;
  const { query, variables, operationName, extensions } = read;
  if (typeof query !== 'string' || IN_PARTS.test(query)) return undefined;
  if (!isOptional(variables, isRecord) || !isOptional(extensions, isRecord)) return undefined;
  if (!isOptional(operationName, isText)) return undefined;
  return {
    query,
    ...(variables && { variables }),
    ...(operationName && { operationName }),
    ...(extensions && { extensions }),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isOptional<T>(value: unknown, is: (value: unknown) => value is T): value is T | null | undefined {
  return value === undefined || value === null || is(value);
}
