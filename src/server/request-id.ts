import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID_HEADER = 'x-request-id';

/** What trace and request ids are made of. Anything else could forge log lines or fill them. */
const SAFE = /^[\w.:+/=-]{1,128}$/;

/** The id under which a request is logged and answered: the client's own if it is short and safe, otherwise a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && SAFE.test(given) ? given : randomUUID();
}
