import { useRef } from 'preact/hooks';
import type { TypedDocument } from '../client/typed-document.ts';
import { type QueryState, useQueries } from './use-queries.ts';

export interface Query<Result, Variables> extends QueryState<Result> {
  readonly document: TypedDocument<Result, Variables>;
  readonly variables: Variables;
  readonly reload: () => void;
}

/** Asks one question; the answer to the one before stays visible until the new one is there. */
export function useQuery<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
): Query<Result, Variables> {
  const { states, reload } = useQueries(document, [variables]);
  const [state] = states;
  const before = useRef<Result | null>(null);
  if (state === undefined) throw new Error('One set of variables has one state.');
  if (!state.isLoading) before.current = state.data;
  const data = state.isLoading ? (state.data ?? before.current) : state.data;
  return { ...state, data, document, variables, reload };
}
