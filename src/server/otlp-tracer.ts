/** Traces with OpenTelemetry, and sends the spans to a collector by OTLP over HTTP. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span as OtelSpan } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { GatewayError } from '../errors.ts';
import type { Span, SpanLink, SpanOptions, Tracer } from '../tracer.ts';

export interface OtlpTracerOptions {
  /** The collector, for example `http://localhost:4318`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly log: { warn(fields: object, message: string): void };
  /** How long spans are gathered before they are sent, in milliseconds; default 5,000. */
  readonly sendEveryMs?: number;
}

export interface OtlpTracer extends Tracer {
  /** Sends what is gathered, as far as the collector takes it in time. */
  close(): Promise<void>;
}

const SEND_EVERY_MS = 5000;
const SEND_TIMEOUT_MS = 5000;
const CLOSE_TIMEOUT_MS = 2000;
const WARN_EVERY_MS = 60_000;
/** Of a statement, for example. */
const LONGEST_VALUE = 1000;

/** OpenTelemetry is loaded by the first call, for only those who trace need it. Nothing is registered globally. */
export async function createOtlpTracer(options: OtlpTracerOptions): Promise<OtlpTracer> {
  const { endpoint, serviceName, log, sendEveryMs = SEND_EVERY_MS } = options;
  const [api, sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: SEND_TIMEOUT_MS,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanLimits: { attributeValueLengthLimit: LONGEST_VALUE },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: withWarnings(exporter, log),
        scheduledDelayMillis: sendEveryMs,
      }),
    ],
  });
  const tracer = provider.getTracer('jodoo-usage-gateway');
  const running = new AsyncLocalStorage<SpanLink>();
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

  function started(
    { name, kind = 'internal', attributes = {}, parent = running.getStore(), links = [] }: SpanOptions,
    startTime = Date.now(),
  ): OtelSpan {
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const linked = links.map((link) => ({ context: link }));
    return tracer.startSpan(name, { kind: kinds[kind], attributes, links: linked, startTime }, context);
  }

  function fail(span: OtelSpan, code: string): void {
    span.setAttribute('error.type', code);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  function spanOf(span: OtelSpan): Span {
    return {
      link: span.spanContext(),
      rename: (name) => void span.updateName(name),
      set: (attributes) => void span.setAttributes(attributes),
      fail: (code) => fail(span, code),
    };
  }

  return {
    isOn: true,
    async trace(spanOptions, work) {
      const span = started(spanOptions);
      try {
        return await running.run(span.spanContext(), () => work(spanOf(span)));
      } catch (error) {
        fail(span, codeOf(error));
        throw error;
      } finally {
        span.end();
      }
    },
    ended({ durationMs, failure, ...spanOptions }) {
      const endMs = Date.now();
      const span = started(spanOptions, endMs - durationMs);
      if (failure !== undefined) fail(span, failure);
      span.end(endMs);
    },
    current: () => running.getStore(),
    headers() {
      const link = running.getStore();
      return link === undefined ? {} : { traceparent: traceparentOf(link) };
    },
    async close() {
      const ended = provider.shutdown().catch(() => {});
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
      await Promise.race([ended, late]);
    },
  };
}

/** Says now and then that the collector does not take the spans: they are lost, and nobody else would tell. */
function withWarnings(exporter: SpanExporter, log: OtlpTracerOptions['log']): SpanExporter {
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && performance.now() - warnedAtMs >= WARN_EVERY_MS) {
          warnedAtMs = performance.now();
          log.warn({ reason: result.error.message }, 'spans could not be sent to the collector');
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

function codeOf(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanLink): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
