import { useCallback, useEffect, useState } from 'preact/hooks';
import type { AnswerError } from '../client/answer.ts';
import type { Price } from '../client/price.ts';
import type { TypedDocument } from '../client/typed-document.ts';
import { usePage } from './page-context.ts';

export interface QueryState<Result> {
  /** The latest answer; while another is awaited it stays, so that the page does not flicker. */
  readonly data: Result | null;
  readonly errors: readonly AnswerError[];
  readonly isLoading: boolean;
  /** What the gateway says the running question costs; only asked for once it has run a while. */
  readonly price?: Price;
}

export interface Queries<Result> {
  /** One a set of variables, in their order. */
  readonly states: readonly QueryState<Result>[];
  readonly reload: () => void;
}

/** A question that is answered sooner comes from the archive and needs no price. */
const PRICE_AFTER_MS = 800;
/** Sets of variables whose answers a tile keeps for going back. */
const MOST_KEPT = 20;
const WAITING: QueryState<never> = { data: null, errors: [], isLoading: true };

/** Asks one question of several sets of variables; asks anew when they change. Each fails alone. */
export function useQueries<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: readonly Variables[],
): Queries<Result> {
  const { client, priceOf } = usePage();
  const [answers, setAnswers] = useState<ReadonlyMap<string, QueryState<Result>>>(new Map());
  const [round, setRound] = useState(0);
  const keys = variables.map((each) => JSON.stringify(each));

  useEffect(() => {
    const gone = new AbortController();
    const update = (key: string, change: (before: QueryState<Result>) => QueryState<Result>): void => {
      if (gone.signal.aborted) return;
      setAnswers((before) => keptAnswers(before, key, change(before.get(key) ?? WAITING)));
    };
    variables.forEach((each, index) => {
      const key = keys[index] ?? '';
      update(key, ({ data }) => ({ data, errors: [], isLoading: true }));
      const timer = setTimeout(() => {
        priceOf(document, each, gone.signal).then(
          (price) => price && update(key, (before) => (before.isLoading ? { ...before, price } : before)),
          ignoreAbort,
        );
      }, PRICE_AFTER_MS);
      gone.signal.addEventListener('abort', () => clearTimeout(timer));
      client.query(document, each, gone.signal).then(({ data, errors }) => {
        clearTimeout(timer);
        update(key, () => ({ data, errors, isLoading: false }));
      }, ignoreAbort);
    });
    return () => gone.abort();
    // The variables are compared by value: every render makes new objects of the same ones.
  }, [client, priceOf, document, keys.join('\n'), round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { states: keys.map((key) => answers.get(key) ?? WAITING), reload };
}

/** With one more answer; the oldest go first, since going back mostly goes back to the latest. */
function keptAnswers<Result>(
  before: ReadonlyMap<string, QueryState<Result>>,
  key: string,
  state: QueryState<Result>,
): ReadonlyMap<string, QueryState<Result>> {
  const answers = new Map(before);
  answers.delete(key);
  answers.set(key, state);
  for (const oldest of answers.keys()) {
    if (answers.size <= MOST_KEPT) break;
    answers.delete(oldest);
  }
  return answers;
}

function ignoreAbort(): void {
  // The view that asked is gone.
}
