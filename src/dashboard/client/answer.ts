/** What a GraphQL answer says, read with care: a proxy in between may answer anything. */

export interface AnswerError {
  readonly message: string;
  /** The gateway's code, or ours: NETWORK, UNREADABLE. */
  readonly code: string;
  readonly retryAfterMs?: number;
}

export interface Answer<Result> {
  /** Null where nothing could be answered. Parts of it are null where an error says why. */
  readonly data: Result | null;
  readonly errors: readonly AnswerError[];
}

/** Reads a parsed JSON body. `fallback` is the error of a body that is no GraphQL answer. */
export function readAnswer<Result>(body: unknown, fallback: AnswerError): Answer<Result> {
  if (!isObject(body) || !('data' in body || 'errors' in body)) return { data: null, errors: [fallback] };
  const errors = Array.isArray(body.errors) ? body.errors.map(readError) : [];
  // The document was checked against the schema when this page was built, and the gateway executes by that schema.
  const data = isObject(body.data) ? (body.data as Result) : null;
  return { data, errors: data === null && errors.length === 0 ? [fallback] : errors };
}

function readError(error: unknown): AnswerError {
  if (!isObject(error)) return { message: 'An error without words.', code: 'UNREADABLE' };
  const extensions = isObject(error.extensions) ? error.extensions : {};
  const { code, retryAfterMs } = extensions;
  return {
    message: typeof error.message === 'string' ? error.message : 'An error without words.',
    code: typeof code === 'string' ? code : 'UNKNOWN',
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
