import { useEffect, useState } from 'preact/hooks';
import { formatClock, formatCount, formatDuration } from '../format/words.ts';
import { usePage } from '../state/page-context.ts';
import type { Query } from '../state/use-query.ts';

export interface TileStateProps {
  readonly title: string;
  readonly query: Pick<Query<unknown, never>, 'data' | 'errors' | 'isLoading' | 'price' | 'reload'>;
}

/** More would only say the same of other fields. */
const MOST_MESSAGES = 3;

/** Whether a tile waits, for what and how long; and what went wrong, with the gateway's own words. */
export function TileState({ title, query }: TileStateProps) {
  const { data, errors, isLoading, reload } = query;
  const waiting = useWaitingWords(query);
  return (
    <>
      {isLoading && data === null && <div class="skeleton" aria-hidden="true" />}
      <p class="waiting" role="status">
        {isLoading ? waiting : ''}
      </p>
      {!isLoading && errors.length > 0 && (
        <div class="failure" role="alert">
          {[...new Set(errors.map(({ message }) => message))].slice(0, MOST_MESSAGES).map((message) => (
            <p key={message}>{message}</p>
          ))}
          <p>
            <code>{errors[0]?.code}</code>
            <button type="button" onClick={reload} aria-label={`Ask again: ${title}`}>
              Ask again
            </button>
          </p>
        </div>
      )}
    </>
  );
}

/** Empty at first: most answers are there before anybody has read a word. */
function useWaitingWords({ isLoading, price }: TileStateProps['query']): string {
  const { gateway } = usePage().gateway;
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    setIsLong(false);
    if (!isLoading) return;
    const timer = setTimeout(() => setIsLong(true), 1000);
    return () => clearTimeout(timer);
  }, [isLoading]);
  if (!isLong) return '';
  if (price && price.calls > 0) {
    const calls = price.calls === 1 ? '1 call' : `${formatCount(price.calls)} calls`;
    return `Waiting for Jodoo: about ${formatDuration(price.expectedMs)}, ${calls}.`;
  }
  const { heldUntil = null, expectedWaitMs: expectedMs = 0 } = gateway?.slots ?? {};
  if (heldUntil !== null && Date.parse(heldUntil) > Date.now()) {
    return `Waiting for Jodoo, which holds us until ${formatClock(heldUntil)}.`;
  }
  return expectedMs > 1000
    ? `Waiting for Jodoo: about ${formatDuration(expectedMs)}.`
    : 'Waiting for an answer…';
}
