/** Asks the gateway one question over HTTP, and says what became of it. */
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { ErrorCode } from '../../src/errors.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Tally } from './tally.ts';

export interface Question<Data> {
  /** For the report. */
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The form of `data`; what may fail on its own is nullable there. */
  readonly shape: z.ZodType<Data>;
  /** Looks at everything that was answered. */
  readonly check: (data: Data, judge: Judge) => void;
}

/** Where a check says what it found. */
export interface Judge {
  /** Something is not so. */
  wrong(what: string): void;
  /** Something is not there: fine when an error at this path or above or below it says why. */
  missing(path: readonly (string | number)[], what: string): void;
}

/** Resolves to the data when everything was right; undefined otherwise. */
export type Ask = <Data>(question: Question<Data>) => Promise<Data | undefined>;

export interface AskOptions {
  readonly url: string;
  readonly tally: Tally;
  readonly random: SeededRandom;
  /** Whether the gateway was killed since an instant (of `performance.now()`) and is not back. */
  readonly wasKilledSince: (sinceMs: number) => boolean;
  /** No answer within this: it hangs. */
  readonly hungMs: number;
}

export interface Asker {
  readonly ask: Ask;
  close(): Promise<void>;
}

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.looseObject({ code: z.string() }).optional(),
      }),
    )
    .optional(),
});
type AnswerError = NonNullable<z.infer<typeof answerShape>['errors']>[number];

const JSON_TYPES = 'application/graphql-response+json, application/json';
/** Codes that say why a good question has no answer. Others say nothing, or that the question is bad. */
const REFUSALS: ReadonlySet<string> = new Set<ErrorCode>([
  'OVERLOADED',
  'TIMEOUT',
  'UPSTREAM_COST_EXCEEDED',
  'ARCHIVE_UNAVAILABLE',
  'UPSTREAM_UNAUTHORIZED',
  'UPSTREAM_FORBIDDEN',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_REJECTED',
  'UPSTREAM_INVALID_RESPONSE',
]);

export function createAsker(options: AskOptions): Asker {
  const { url, tally, random, wasKilledSince, hungMs } = options;
  const agent = new Agent({ connections: 4, headersTimeout: 0, bodyTimeout: 0 });

  async function exchange(query: string, variables: object): Promise<string> {
    const signal = AbortSignal.timeout(hungMs);
    const common = { dispatcher: agent, signal };
    const byGet = random.percent(40);
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const { body } = byGet
      ? await request(`${url}/graphql?${search}`, { ...common, headers: { accept: JSON_TYPES } })
      : await request(`${url}/graphql`, {
          ...common,
          method: 'POST',
          headers: { accept: JSON_TYPES, 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
        });
    return await body.text();
  }

  async function ask<Data>(question: Question<Data>): Promise<Data | undefined> {
    const startedMs = performance.now();
    let text: string;
    try {
      text = await exchange(question.query, question.variables);
    } catch (error) {
      const verdict = isTimeout(error) ? 'hung' : wasKilledSince(startedMs) ? 'cut' : 'silent';
      tally.note(verdict, describe(question), String(error));
      return undefined;
    } finally {
      tally.took(performance.now() - startedMs);
    }
    return judged(question, text, tally);
  }

  return { ask, close: () => agent.close() };
}

function judged<Data>(question: Question<Data>, text: string, tally: Tally): Data | undefined {
  const answer = answerShape.safeParse(json(text));
  if (!answer.success) {
    tally.note('silent', describe(question), `no GraphQL answer: ${text.slice(0, 300)}`);
    return undefined;
  }
  const { errors = [], data } = answer.data;
  const problems = { wrong: [] as string[], silent: errors.flatMap(saysNothing) };
  for (const { extensions } of errors) tally.refusal(extensions?.code ?? 'none');
  let parsed: Data | undefined;
  if (data === null || data === undefined) {
    if (errors.length === 0) problems.silent.push('no data and no error');
  } else {
    const shaped = question.shape.safeParse(data);
    if (shaped.success) {
      parsed = shaped.data;
      question.check(shaped.data, {
        wrong: (what) => problems.wrong.push(what),
        missing(path, what) {
          if (!errors.some((error) => isAbout(error, path))) problems.silent.push(what);
        },
      });
    } else problems.wrong.push(z.prettifyError(shaped.error));
  }
  const [verdict, found] = verdictOf(problems, errors.length);
  tally.note(verdict, describe(question), `${found.join('; ').slice(0, 600)} ← ${text.slice(0, 400)}`);
  return verdict === 'right' ? parsed : undefined;
}

function verdictOf(
  { wrong, silent }: { readonly wrong: readonly string[]; readonly silent: readonly string[] },
  errors: number,
): ['right' | 'refused' | 'wrong' | 'silent', readonly string[]] {
  if (wrong.length > 0) return ['wrong', wrong];
  if (silent.length > 0) return ['silent', silent];
  return [errors > 0 ? 'refused' : 'right', []];
}

function saysNothing({ message, extensions }: AnswerError): string[] {
  const code = extensions?.code;
  return code !== undefined && REFUSALS.has(code) ? [] : [`an error of code ${code}: ${message}`];
}

/** An error at a place says why everything in it is missing, and why what holds it may be. */
function isAbout({ path = [] }: AnswerError, place: readonly (string | number)[]): boolean {
  return path.every((step, index) => index >= place.length || step === place[index]);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function describe({ name, variables }: Pick<Question<unknown>, 'name' | 'variables'>): string {
  return `${name} ${JSON.stringify(variables).slice(0, 300)}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
