import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionArgs, getOperationAST } from 'graphql';
import { createYoga, type Plugin, useExecutionCancellation } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { GatewayContext } from '../graphql/context.ts';
import type { GatewayServerOptions } from './gateway-server.ts';
import { maskError } from './mask-error.ts';
import { createOriginCheck } from './origins.ts';
import { persistedOperationsPlugins } from './persisted-operations.ts';
import { useCacheHeaders } from './use-cache-headers.ts';
import { useInputErrorCode } from './use-input-error-code.ts';
import { useOperationReport } from './use-operation-report.ts';

/** The longest sensible query with its 1,000 app ids is a tenth of it. */
const MAX_BODY_BYTES = 1_000_000;

/** What the request's log line tells, gathered while it runs. */
interface RequestNotes {
  operation?: string | undefined;
  type?: string | undefined;
  errors?: unknown[];
  report?: { readonly calls: number; readonly waitMs: number };
}

interface ServerContext {
  readonly notes: RequestNotes;
}

/** Yoga, as this gateway runs it. */
export function createGraphqlHandler(
  options: Pick<
    GatewayServerOptions,
    'schema' | 'createContext' | 'corsOrigins' | 'persisted' | 'metrics' | 'log'
  >,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { schema, createContext, corsOrigins, persisted, metrics, log } = options;
  const originMayAsk = createOriginCheck(corsOrigins);
  const yoga = createYoga<ServerContext, GatewayContext>({
    schema,
    graphiql: false,
    landingPage: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    context: ({ request }) => createContext(request.signal),
    cors: (request) => {
      const origin = request.headers.get('origin') ?? undefined;
      return originMayAsk(origin, request.headers.get('host') ?? undefined)
        ? {
            origin: origin ?? '*',
            methods: ['GET', 'POST'],
            allowedHeaders: ['content-type', 'authorization'],
          }
        : false;
    },
    maskedErrors: {
      maskError: (error) =>
        maskError(error, (unexpected) => log.error({ err: unexpected }, 'unexpected error')),
    },
    plugins: [
      ...persistedOperationsPlugins(persisted),
      useExecutionCancellation(),
      useInputErrorCode(),
      useOperationReport(),
      useCacheHeaders(),
      useNotes(),
    ],
  });

  return async (request, response) => {
    const startedMs = performance.now();
    const notes: RequestNotes = {};
    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      logRequest(log, request, response, notes, durationMs);
      const errors = notes.errors?.map(String) ?? [];
      metrics.requestFinished({ status: response.statusCode, durationMs, errors });
    });
    await yoga(request, response, { notes });
  };
}

function useNotes(): Plugin<GatewayContext & ServerContext, ServerContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone() {
        const { notes, operation } = args.contextValue;
        Object.assign(notes, operationOf(args), { report: operation.report() });
      },
    }),
    // Here and not above: only now every error has the code that the client sees.
    onResultProcess({ result, serverContext }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result || !result.errors) return;
      serverContext.notes.errors = result.errors.map(({ extensions }) => extensions.code);
    },
  };
}

function operationOf({ document, operationName }: ExecutionArgs): Pick<RequestNotes, 'operation' | 'type'> {
  const node = getOperationAST(document, operationName);
  return { operation: node?.name?.value, type: node?.operation };
}

function logRequest(
  log: Logger,
  request: IncomingMessage,
  response: ServerResponse,
  { operation, type, errors, report }: RequestNotes,
  durationMs: number,
): void {
  log.info(
    {
      method: request.method,
      operation,
      type,
      status: response.writableFinished ? response.statusCode : 'client left',
      durationMs: Math.round(durationMs),
      upstreamCalls: report?.calls,
      waitMs: report?.waitMs,
      errors,
    },
    'request',
  );
}
