import { useCallback, useRef, useState } from 'preact/hooks';
import type { Answer, AnswerError } from '../client/answer.ts';
import type { GraphqlClient } from '../client/graphql-client.ts';
import { Collection, QueueDays } from '../documents.ts';

type CollectionAnswer = ReturnType<NonNullable<typeof Collection.types>>;

export interface CollectionRun {
  readonly from: string;
  readonly to: string;
  readonly isRunning: boolean;
  /** Undefined until the gateway has told, and for good when it only queues. */
  readonly progress?: CollectionAnswer['collection'];
  /** The gateway cannot tell the progress, but has the days in its queue. */
  readonly isQueued?: boolean;
  readonly error?: AnswerError;
}

export interface CollectionState {
  readonly run: CollectionRun | undefined;
  /** Collects the days of a range, both included, in slots that nobody else needs. Ends watching the one before. */
  readonly collect: (from: string, to: string) => void;
  /** Stops watching; what is queued stays so. */
  readonly leave: () => void;
}

/** One collection at a time, watched from every view. */
export function useCollection(client: GraphqlClient): CollectionState {
  const [run, setRun] = useState<CollectionRun>();
  const watching = useRef(new AbortController());

  const leave = useCallback(() => {
    watching.current.abort();
    setRun(undefined);
  }, []);

  const collect = useCallback(
    (from: string, to: string) => {
      watching.current.abort();
      watching.current = new AbortController();
      const { signal } = watching.current;
      const update = (change: Partial<CollectionRun>): void => {
        if (!signal.aborted) setRun((before) => ({ from, to, isRunning: true, ...before, ...change }));
      };
      setRun({ from, to, isRunning: true });
      watchCollection(client, { from, to }, update, signal).catch(() => undefined);
    },
    [client],
  );

  return { run, collect, leave };
}

async function watchCollection(
  client: GraphqlClient,
  range: { readonly from: string; readonly to: string },
  update: (change: Partial<CollectionRun>) => void,
  signal: AbortSignal,
): Promise<void> {
  let refused: AnswerError | undefined;
  const take = ({ data, errors: [error] }: Answer<CollectionAnswer>): void => {
    if (data) update({ progress: data.collection });
    refused = error;
  };
  await client.subscribe(Collection, range, take, signal);
  if (refused === undefined) return update({ isRunning: false });
  // A gateway, or a proxy before it, that serves no subscriptions still queues what a question finds missing.
  const queued = await client.query(QueueDays, range, signal);
  const isQueued = queued.data !== null && queued.errors.length === 0;
  return update({ isRunning: false, ...(isQueued ? { isQueued } : { error: refused }) });
}
