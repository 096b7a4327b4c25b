import { useEffect } from 'preact/hooks';
import type { Query } from './use-query.ts';

const REFRESH_MS = 10_000;

/** Asks again every few seconds while an answer lacks what the gateway is fetching. */
export function useRefresh(
  query: Pick<Query<unknown, never>, 'isLoading' | 'reload'>,
  isIncomplete: boolean,
): void {
  const { isLoading, reload } = query;
  useEffect(() => {
    if (!isIncomplete || isLoading) return;
    const timer = setTimeout(reload, REFRESH_MS);
    return () => clearTimeout(timer);
  }, [isIncomplete, isLoading, reload]);
}
