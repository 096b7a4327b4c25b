import * as z from 'zod';
import { urlParameters } from './url-parameters.ts';

const SHA256 = /^[0-9a-f]{64}$/;
const PREFIXED_SHA256 = /^sha256:[0-9a-f]{64}$/;

const byHash = z.object({ persistedQuery: z.object({ sha256Hash: z.string().regex(SHA256) }) });

/**
 * Whether the URL of a query says all that its answer depends on: it holds the document, or the document's hash. Under
 * any other id the operator may deploy another document, and then the same URL asks something else.
 */
export function namesItsAnswer(url: string): boolean {
  // Nearly all do, and to parse a URL takes longer than to find its answer.
  if (/[?&]query=[^&]/.test(url)) return true;
  const parameters = urlParameters(url);
  if (parameters.get('query')) return true;
  const id = parameters.get('documentId');
  if (id !== null) return PREFIXED_SHA256.test(id);
  // It was parsed before the query was executed.
  return byHash.safeParse(JSON.parse(parameters.get('extensions') || 'null')).success;
}
