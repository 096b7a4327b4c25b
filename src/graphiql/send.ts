/** The page's only way to the gateway: one POST, answered as JSON or as events. */
import { isObject } from '../dashboard/client/answer.ts';
import { readEvents } from '../dashboard/client/event-stream.ts';
import type { TokenStore } from '../dashboard/client/token.ts';

export interface SentOperation {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

export interface SendOptions {
  /** `events` for subscriptions and for answers that come in parts. Default: `json`. */
  readonly as?: 'json' | 'events';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Yields each answer, parsed. Throws an Error in words when there is none. */
export type Send = (operation: SentOperation, options?: SendOptions) => AsyncGenerator<Answered, void>;

export type Answered = Record<string, unknown>;

export interface SenderOptions {
  /** Such as `/graphql`. */
  readonly endpoint: string;
  readonly token: Pick<TokenStore, 'get'>;
  /** Called with the gateway's words when it asks for a token, or refuses the one it was sent. */
  readonly onUnauthenticated: (message: string) => void;
  readonly fetch: typeof fetch;
}

const ACCEPTED = {
  json: 'application/graphql-response+json, application/json',
  events: 'text/event-stream, application/graphql-response+json, application/json',
};

export function createSend({ endpoint, token, onUnauthenticated, fetch }: SenderOptions): Send {
  return async function* send(operation, { as = 'json', headers = {}, signal } = {}) {
    const bearer = token.get();
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: ACCEPTED[as],
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body: JSON.stringify(operation),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.body !== null && response.headers.get('content-type')?.startsWith('text/event-stream')) {
      for await (const { type, data } of readEvents(response.body)) {
        if (type === 'complete') return;
        if (isObject(data)) yield data;
      }
      return;
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!isObject(body)) {
      throw new Error(
        `HTTP ${response.status} ${response.statusText}, without GraphQL. Is a proxy in between?`,
      );
    }
    if (response.status === 401 || response.status === 429) onUnauthenticated(messageOf(body));
    yield body;
  };
}

/** The first error's. */
export function messageOf({ errors }: Answered): string {
  const [error]: unknown[] = Array.isArray(errors) ? errors : [];
  return isObject(error) && typeof error.message === 'string'
    ? error.message
    : 'The gateway gives no reason.';
}
