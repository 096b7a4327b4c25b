import { JODOO_CODES } from '../jodoo/contract.ts';
import { type Failure, failure } from './failure.ts';

/** The refusal of an Authorization header; undefined when it is good. Without `apiKey` any key is. */
export function unauthorized(header: string | undefined, apiKey: string | undefined): Failure | undefined {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return failure(JODOO_CODES.authorizationFailed, 'authorization failed');
  if (apiKey !== undefined && given !== apiKey) return failure(JODOO_CODES.invalidApiKey, 'invalid API key');
  return undefined;
}
