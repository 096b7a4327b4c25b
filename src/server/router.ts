/** Finds the route of a request, lets in who may take it, and refuses the others in one way. */
import { addressOf, type Callers, TOO_MANY_WRONG_TOKENS } from './callers.ts';
import { setCorsHeaders } from './cors.ts';
import type { Door } from './door.ts';
import type { Exchange } from './exchange.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import type { Route } from './routes.ts';
import type { WrongTokens } from './wrong-tokens.ts';

export interface RouterOptions {
  readonly routes: readonly Route[];
  readonly door: Door;
  readonly callers: Callers;
  readonly wrongTokens: WrongTokens;
}

/** Pages of other origins may read what is answered here. */
const ANSWERS_PAGES = ['/graphql', '/mcp'];

/** Resolves when the request is answered or refused. */
export function createRouter({
  routes,
  door,
  callers,
  wrongTokens,
}: RouterOptions): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const { request, path } = exchange;
    const malformed = door.malformed(request);
    if (malformed !== undefined) return refuse(exchange, malformed);
    const route = findRoute(routes, exchange);
    if ('refusal' in route) return refuse(exchange, route.refusal);
    if (route.access === 'everybody') return await route.handle(exchange);

    const shut = door.refusal(request, route.access === 'page' ? 'page' : 'data');
    if (shut !== undefined) return refuse(exchange, shut);
    if (ANSWERS_PAGES.includes(path)) setCorsHeaders(request, exchange.response);
    if (route.access === 'page') return await route.handle(exchange);

    const identity = await callers.identify(request);
    if (identity.kind === 'unknown') return refuse(exchange, identity.refusal);
    if (identity.kind === 'wrong') return await refuseWrongToken(exchange, identity.refusal, wrongTokens);
    exchange.notes.caller = identity.caller;
    return await route.handle(exchange, identity.caller);
  };
}

function findRoute(
  routes: readonly Route[],
  { request, path }: Exchange,
): Route | { readonly refusal: Refusal } {
  const here = routes.filter((route) => route.path === path);
  if (here.length === 0) {
    return {
      refusal: { status: 404, code: 'NOT_FOUND', message: 'Nothing is here. GraphQL is at /graphql.' },
    };
  }
  const route = here.find(
    ({ methods, when }) => methods.includes(request.method ?? '') && (when === undefined || when(request)),
  );
  if (route !== undefined) return route;
  const allow = [...new Set(here.flatMap(({ methods }) => methods))].join(', ');
  const message = `${path} answers ${allow}, not ${request.method}.`;
  return { refusal: { status: 405, code: 'METHOD_NOT_ALLOWED', message, headers: { allow } } };
}

async function refuseWrongToken(
  exchange: Exchange,
  refusal: Refusal,
  wrongTokens: WrongTokens,
): Promise<void> {
  const { request, gone } = exchange;
  const isSlowedDown = await wrongTokens.slowDown(addressOf(request), gone);
  return refuse(exchange, isSlowedDown ? refusal : TOO_MANY_WRONG_TOKENS);
}
