import { useCallback, useEffect, useState } from 'preact/hooks';
import { formatRoute, parseRoute, type Route, type RouteParams, type ViewName } from './route.ts';

export interface RouteState {
  readonly route: Route;
  readonly open: (view: ViewName, params?: RouteParams) => void;
  readonly change: (params: RouteParams, options?: { readonly replace?: boolean }) => void;
}

/** The route in the address bar, kept both ways. */
export function useRoute(): RouteState {
  const [route, setRoute] = useState(() => parseRoute(location.search));

  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  const go = useCallback((next: Route, replace: boolean) => {
    const address = formatRoute(next);
    if (replace) history.replaceState(null, '', address);
    else if (address !== location.search) history.pushState(null, '', address);
    setRoute(next);
  }, []);

  const open = useCallback(
    (view: ViewName, params: RouteParams = {}) => {
      go({ view, params }, false);
      scrollTo(0, 0);
    },
    [go],
  );

  const change = useCallback(
    (params: RouteParams, { replace = false } = {}) => {
      // From the address rather than the state: two changes in one tick must not lose the first.
      const now = parseRoute(location.search);
      go({ view: now.view, params: { ...now.params, ...params } }, replace);
    },
    [go],
  );

  return { route, open, change };
}
