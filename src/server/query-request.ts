import type { IncomingMessage } from 'node:http';
import { PREFLIGHT_HEADERS } from './cors.ts';
import type { Refusal } from './refusal.ts';
import { urlParameters } from './url-parameters.ts';

/** A query with a thousand ids is a tenth of it. */
export const MAX_BODY_BYTES = 1_000_000;

/** In a list of media types, each perhaps with parameters. */
const ANSWER = /(^|,)\s*(application\/(graphql-response\+)?json|text\/event-stream)\s*(;|,|$)/i;
const JSON_BODY = /^\s*application\/(graphql\+)?json\s*(;|,|$)/i;

/** Why the headers of a request cannot be those of a query. */
export function queryRefusal(request: IncomingMessage): Refusal | undefined {
  return request.method === 'POST' ? postRefusal(request) : refusalOfGet(request);
}

/**
 * A page of any site can make a browser send a plain GET, by an image for example. So a GET has to bear something that
 * an image cannot send: a wish for JSON or events, or a header for which browsers ask first.
 */
function refusalOfGet({ headers, url = '' }: IncomingMessage): Refusal | undefined {
  const wantsAnswer = ANSWER.test(headers.accept ?? '');
  const hasBody = JSON_BODY.test(headers['content-type'] ?? '');
  const asksFirst =
    headers.authorization !== undefined || PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined);
  // A script's own request: from another site it names its origin, which is checked at the door.
  const isScript = headers['sec-fetch-mode'] === 'cors';
  if (wantsAnswer || hasBody || asksFirst || isScript) return refusalOfParameters(url);
  return {
    status: 400,
    code: 'BAD_REQUEST',
    message: `A query by GET needs the header 'Accept: application/json', or '${PREFLIGHT_HEADERS[0]}: 1'.`,
  };
}

/** Yoga takes JSON that does not parse for a fault of the server. */
function refusalOfParameters(url: string): Refusal | undefined {
  const parameters = urlParameters(url);
  const wrong = ['variables', 'extensions'].find((name) => !isJson(parameters.get(name) || 'null'));
  if (wrong === undefined) return undefined;
  return { status: 400, code: 'BAD_REQUEST', message: `The parameter '${wrong}' is no JSON.` };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Why the headers of a POST cannot be those of a JSON body: types that a form can send are refused likewise. */
export function postRefusal({ headers }: IncomingMessage): Refusal | undefined {
  const type = headers['content-type'];
  if (!JSON_BODY.test(type ?? '')) {
    return {
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: `Send the body as JSON, with 'Content-Type: application/json'${type === undefined ? '' : `, not '${type.slice(0, 100)}'`}.`,
    };
  }
  const length = Number(headers['content-length'] ?? 0);
  if (length > MAX_BODY_BYTES) return BODY_TOO_LARGE;
  return undefined;
}

export const BODY_TOO_LARGE: Refusal = {
  status: 413,
  code: 'REQUEST_ENTITY_TOO_LARGE',
  message: `The body is longer than ${MAX_BODY_BYTES} bytes. Split the request.`,
};
