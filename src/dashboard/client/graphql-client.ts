/** The only way of this page to data: the gateway's public GraphQL API. */
import { type Answer, type AnswerError, readAnswer } from './answer.ts';
import { readEvents } from './event-stream.ts';
import type { TokenStore } from './token.ts';
import type { TypedDocument } from './typed-document.ts';

export interface GraphqlClient {
  /** Rejects only when `signal` was aborted: every other failure is an error of the answer. */
  query<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Answer<Result>>;
  /** Calls `onAnswer` for each event, and resolves when the last one was sent. Rejects only as `query` does. */
  subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    onAnswer: (answer: Answer<Result>) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

export interface GraphqlClientOptions {
  /** Such as `/graphql`. */
  readonly endpoint: string;
  readonly token: Pick<TokenStore, 'get'>;
  /** Called when the gateway asks for a token, or refuses the one it was sent. */
  readonly onUnauthenticated: (error: AnswerError) => void;
  readonly fetch: typeof fetch;
}

const JSON_ANSWER = 'application/graphql-response+json, application/json';
const EVENTS = 'text/event-stream';

export function createGraphqlClient(options: GraphqlClientOptions): GraphqlClient {
  const { endpoint, token, onUnauthenticated, fetch } = options;

  async function send(
    text: string,
    variables: unknown,
    accept: string,
    signal?: AbortSignal,
  ): Promise<Response> {
    const bearer = token.get();
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept,
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify({ query: text, variables }),
      ...(signal === undefined ? {} : { signal }),
    });
    return response;
  }

  async function readJson<Result>(response: Response): Promise<Answer<Result>> {
    const body: unknown = await response.json().catch(() => undefined);
    const answer = readAnswer<Result>(body, unreadable(response));
    const [error] = answer.errors;
    if (error && (response.status === 401 || error.code === 'TOO_MANY_ATTEMPTS')) onUnauthenticated(error);
    return answer;
  }

  return {
    async query(document, variables, signal) {
      try {
        return await readJson(await send(document.text, variables, JSON_ANSWER, signal));
      } catch (error) {
        signal?.throwIfAborted();
        return { data: null, errors: [unreachable(error)] };
      }
    },
    async subscribe(document, variables, onAnswer, signal) {
      try {
        const response = await send(document.text, variables, EVENTS, signal);
        const isStream = response.headers.get('content-type')?.startsWith(EVENTS) ?? false;
        if (!isStream || response.body === null) return onAnswer(await readJson(response));
        for await (const event of readEvents(response.body)) {
          if (event.type === 'complete') return undefined;
          onAnswer(readAnswer(event.data, unreadable(response)));
        }
      } catch (error) {
        signal?.throwIfAborted();
        onAnswer({ data: null, errors: [unreachable(error)] });
      }
      return undefined;
    },
  };
}

function unreadable({ status, statusText }: Response): AnswerError {
  return {
    code: 'UNREADABLE',
    message: `The gateway's address answered HTTP ${status} ${statusText} without GraphQL. Is a proxy in between?`,
  };
}

function unreachable(error: unknown): AnswerError {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'NETWORK', message: `The gateway cannot be reached (${reason}). Is it running?` };
}
