/** Finds the route of a request, lets in who may take it, and refuses the others in one way. */
import type { IncomingMessage } from 'node:http';
import { type MaybePromise, whenReady } from '../usage/maybe-promise.ts';
import { addressOf, type Callers, type Identity, TOO_MANY_WRONG_TOKENS } from './callers.ts';
import { addCorsHeaders } from './cors.ts';
import type { Door } from './door.ts';
import type { Exchange } from './exchange.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import type { CallersRoute, Route } from './routes.ts';
import type { WrongTokens } from './wrong-tokens.ts';

export interface RouterOptions {
  readonly routes: readonly Route[];
  readonly door: Door;
  readonly callers: Callers;
  readonly wrongTokens: WrongTokens;
}

/** Pages of other origins may read what is answered here. */
const ANSWERS_PAGES = ['/graphql', '/mcp'];

/** Done when the request is answered or refused, at once where nothing has to be waited for. */
export function createRouter({
  routes,
  door,
  callers,
  wrongTokens,
}: RouterOptions): (exchange: Exchange) => MaybePromise<void> {
  const routesAt = new Map<string, Route[]>();
  for (const route of routes) routesAt.set(route.path, [...(routesAt.get(route.path) ?? []), route]);

  function handle(exchange: Exchange, route: CallersRoute, identity: Identity): MaybePromise<void> {
    if (identity.kind === 'unknown') return refuse(exchange, identity.refusal);
    if (identity.kind === 'wrong') return refuseWrongToken(exchange, identity.refusal, wrongTokens);
    exchange.notes.caller = identity.caller;
    return route.handle(exchange, identity.caller);
  }

  return (exchange) => {
    const { request, path } = exchange;
    const malformed = door.malformed(request);
    if (malformed !== undefined) return refuse(exchange, malformed);
    const here = routesAt.get(path);
    const route = here?.find((each) => isAskedFor(each, request));
    if (route === undefined) return refuse(exchange, noRoute(here, exchange));
    if (route.access === 'everybody') return route.handle(exchange);

    const shut = door.refusal(request, route.access === 'page' ? 'page' : 'data');
    if (shut !== undefined) return refuse(exchange, shut);
    if (ANSWERS_PAGES.includes(path)) addCorsHeaders(exchange);
    if (route.access !== 'callers') return route.handle(exchange);
    return whenReady(callers.identify(request), (identity) => handle(exchange, route, identity));
  };
}

function isAskedFor({ methods, when }: Route, request: IncomingMessage): boolean {
  return methods.includes(request.method ?? '') && (when === undefined || when(request));
}

function noRoute(here: readonly Route[] | undefined, { request, path }: Exchange): Refusal {
  if (here === undefined) {
    return { status: 404, code: 'NOT_FOUND', message: 'Nothing is here. GraphQL is at /graphql.' };
  }
  const allow = [...new Set(here.flatMap(({ methods }) => methods))].join(', ');
  const message = `${path} answers ${allow}, not ${request.method}.`;
  return { status: 405, code: 'METHOD_NOT_ALLOWED', message, headers: { allow } };
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
