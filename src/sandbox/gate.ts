import type { IncomingMessage } from 'node:http';
import { JODOO_CODES } from '../jodoo/contract.ts';
import { type EndpointName, endpointAt } from './asked.ts';
import { unauthorized } from './authorization.ts';
import { REFUSALS } from './common-faults.ts';
import { type Failure, failure } from './failure.ts';
import type { RateLimit } from './rate-limit.ts';

export interface GateOptions {
  readonly apiKey: string | undefined;
  readonly rateLimit: RateLimit;
}

export type Gate = (request: IncomingMessage, path: string | null, atMs: number) => EndpointName | Failure;

/**
 * Lets a request in to its endpoint, or says why not. The key comes first, the rate second and the parameters last
 * (undocumented, and the strictest choice): a request with wrong parameters uses up its second, one with a wrong key
 * does not.
 */
export function createGate({ apiKey, rateLimit }: GateOptions): Gate {
  return ({ headers }, path, atMs) => {
    const refusal = unauthorized(headers.authorization, apiKey);
    if (refusal) return refusal;
    const endpoint = endpointAt(path);
    if (endpoint === undefined) return failure(JODOO_CODES.invalidRequest, 'no such endpoint', 404);
    const limit = rateLimit.refuses(endpoint, atMs);
    if (limit === null) return endpoint;
    const { code, msg } = REFUSALS[limit === 'endpoint' ? 'endpoint-refused' : 'refused'];
    return failure(code, msg);
  };
}
