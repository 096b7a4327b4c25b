import { createHash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';

/** What is known of an answer that may be kept for ever. */
interface Lasting {
  /** Of its data alone: what an answer cost differs from one to the next. */
  readonly etag: string;
}

const FOR_EVER = 'private, max-age=31536000, immutable';

/**
 * Lets clients keep what never changes: answers to GET that are made only of settled days and of no default that
 * moves on. Everything else is not to be stored.
 */
export function useCacheHeaders(): Plugin<GatewayContext & YogaInitialContext> {
  const lasting = new WeakMap<Request, Lasting>();
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result }) {
        const { request } = args.contextValue;
        if (Symbol.asyncIterator in result) return;
        if (isComplete(result) && args.contextValue.operation.report().settled) {
          lasting.set(request, { etag: etagOf(result) });
        }
      },
    }),
    onResponse({ request, response, setResponse, fetchAPI }) {
      if (request.method !== 'GET') return;
      const found = response.status === 200 ? lasting.get(request) : undefined;
      if (found === undefined) {
        response.headers.set('cache-control', 'no-store');
        return;
      }
      const headers = { 'cache-control': FOR_EVER, etag: found.etag, vary: 'Accept, Authorization' };
      if (isMatch(request.headers.get('if-none-match'), found.etag)) {
        setResponse(new fetchAPI.Response(null, { status: 304, headers }));
        return;
      }
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    },
  };
}

function isComplete({ data, errors }: ExecutionResult): boolean {
  return data !== null && data !== undefined && (errors === undefined || errors.length === 0);
}

function etagOf({ data }: ExecutionResult): string {
  return `W/"${createHash('sha256').update(JSON.stringify(data)).digest('base64url')}"`;
}

function isMatch(ifNoneMatch: string | null, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((text) => text.trim().replace(/^W\//, ''));
  return known?.some((tag) => tag === '*' || `W/${tag}` === etag) ?? false;
}
