/** What is checked of a request before anybody asks who sent it: the names it uses, and the ways it came. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createOriginCheck, isLoopbackHost } from './origins.ts';
import type { Refusal } from './refusal.ts';
import { remembered } from './remembered.ts';

export interface DoorOptions {
  /** True: only this machine may ask, since nobody has to say who they are. */
  readonly loopbackOnly: boolean;
  /** Origins whose pages may query, besides loopback ones. */
  readonly corsOrigins: readonly string[];
}

export interface Door {
  /** Why a request is malformed, whatever it asks for. */
  malformed(request: IncomingMessage): Refusal | undefined;
  /** Why whoever sent this request may not query. A page of ours holds no data, so a link on another site may open it. */
  refusal(request: IncomingMessage, asks: 'page' | 'data'): Refusal | undefined;
}

const HOST_NAME = /^[^\s/?#@\\]+$/;
/** Set by proxies: the request comes from somewhere else than its connection. */
const FORWARDED =
  /^(forwarded|via|x-forwarded(-.+)?|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip)$/;
const LONGEST_QUOTE = 100;

export function createDoor({ loopbackOnly, corsOrigins }: DoorOptions): Door {
  const originMayAsk = createOriginCheck(corsOrigins);
  return {
    malformed({ headers, url }) {
      if (headers.host !== undefined && !isHost(headers.host)) {
        return badRequest(`The Host header '${quote(headers.host)}' is no host name.`);
      }
      if (!url?.startsWith('/')) {
        return badRequest('The address is no path of this server.');
      }
      return undefined;
    },
    refusal({ headers }, asks) {
      const { host, origin } = headers;
      if (loopbackOnly && !isLoopbackHost(host)) {
        return forbidden(
          `This gateway answers under loopback names only, not ${quote(host ?? 'none')}. Set HOST and GATEWAY_TOKENS to serve others.`,
        );
      }
      const proxied = loopbackOnly ? forwardingHeader(headers) : undefined;
      if (proxied !== undefined) {
        return forbidden(
          `The header '${proxied}' says that a proxy forwards this request, so anybody could have sent it. Set GATEWAY_TOKENS to serve others through a proxy, or AUTH=off to serve everybody.`,
        );
      }
      if (!originMayAsk(origin, host)) {
        return forbidden(
          `Pages of ${quote(origin ?? 'none')} may not query this gateway. Its operator can allow them with CORS_ORIGINS.`,
        );
      }
      if (asks === 'data' && origin === undefined && isCrossSite(headers)) {
        return forbidden(
          'A page of another site may not make its visitors ask. Query with fetch and CORS; the operator can allow the page with CORS_ORIGINS.',
        );
      }
      return undefined;
    },
  };
}

const isHost = remembered((host) => HOST_NAME.test(host) && URL.canParse(`http://${host}`));

function forwardingHeader(headers: IncomingHttpHeaders): string | undefined {
  return Object.keys(headers).find((name) => FORWARDED.test(name));
}

/** By the browser's own word; whoever is no browser says nothing. */
function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function badRequest(message: string): Refusal {
  return { status: 400, code: 'BAD_REQUEST', message };
}

function forbidden(message: string): Refusal {
  return { status: 403, code: 'FORBIDDEN', message };
}

function quote(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
