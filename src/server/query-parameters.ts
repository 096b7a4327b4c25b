import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { urlParameters } from './url-parameters.ts';

/** What may be answered in parts. A text that only looks like it takes the longer way, and is answered the same. */
const IN_PARTS = /\b(subscription|defer|stream)\b/;
const NAMES = ['query', 'documentId', 'variables', 'operationName', 'extensions'];

/** Of a query that is answered whole, by its text or by the id of a persisted one. */
export interface PlainParameters extends GraphQLParams {
  readonly documentId?: string;
}

/**
 * The parameters of a plain query: a document as text or by its id, and values that are what they should be. Undefined
 * for everything else, which Yoga reads, and refuses in its words.
 */
export function plainParameters(
  { method, url = '' }: IncomingMessage,
  body: Buffer,
): PlainParameters | undefined {
  const read = method === 'POST' ? ofBody(url, body) : ofUrl(url);
  if (read === undefined) return undefined;
  const { query, documentId, variables, operationName, extensions } = read;
  if (!isOptional(query, isText) || !isOptional(documentId, isText) || documentId === '') return undefined;
  if (query && IN_PARTS.test(query)) return undefined;
  if (!isOptional(variables, isRecord) || !isOptional(extensions, isRecord)) return undefined;
  if (!isOptional(operationName, isText)) return undefined;
  const params: { -readonly [Name in keyof PlainParameters]: PlainParameters[Name] } = {};
  if (query) params.query = query;
  if (documentId) params.documentId = documentId;
  if (variables) params.variables = variables;
  if (isText(operationName)) params.operationName = operationName;
  if (extensions) params.extensions = extensions;
  return params;
}

function ofBody(url: string, body: Buffer): Record<string, unknown> | undefined {
  const read = url.includes('?') ? undefined : parsed(body.toString());
  if (!isRecord(read) || Object.keys(read).some((name) => !NAMES.includes(name))) return undefined;
  return read;
}

/** Other parameters of a URL mean nothing. */
function ofUrl(url: string): Record<string, unknown> {
  const given = urlParameters(url);
  const text = (name: string) => given.get(name) ?? undefined;
  const json = (name: string) => (given.get(name) ? parsed(given.get(name) ?? '') : undefined);
  return {
    query: text('query'),
    documentId: text('documentId'),
    operationName: text('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
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
