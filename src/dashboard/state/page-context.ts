import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { GraphqlClient } from '../client/graphql-client.ts';
import type { PriceOf } from '../client/price.ts';
import type { Route, RouteParams, ViewName } from './route.ts';
import type { CollectionState } from './use-collection.ts';
import type { GatewayState } from './use-gateway-state.ts';

/** What every part of the page may use. */
export interface PageContext {
  readonly client: GraphqlClient;
  readonly priceOf: PriceOf;
  /** GraphQL's address, for links to GraphiQL. */
  readonly endpoint: string;
  readonly route: Route;
  /** Opens another view, as a new entry of the browser's history. */
  readonly open: (view: ViewName, params?: RouteParams) => void;
  /** Changes parameters of this view; an empty text removes one. `replace`: without a new entry of the history. */
  readonly change: (params: RouteParams, options?: { readonly replace?: boolean }) => void;
  readonly gateway: GatewayState;
  readonly collection: CollectionState;
}

const Context = createContext<PageContext | null>(null);

export const PageContextProvider = Context.Provider;

export function usePage(): PageContext {
  const page = useContext(Context);
  if (page === null) throw new Error('usePage needs a PageContextProvider above it.');
  return page;
}
