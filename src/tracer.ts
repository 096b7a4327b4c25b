/** Where work reports its spans. Every room may use it; what is behind it is chosen when the gateway is put together. */

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Names a span to others, in this process or beyond it (W3C Trace Context). */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  /** 1: it is recorded. */
  readonly traceFlags: number;
}

export interface SpanOptions {
  readonly name: string;
  /** Default internal. */
  readonly kind?: 'server' | 'client' | 'internal';
  readonly attributes?: SpanAttributes;
  /** Default: the span that the running code is in. */
  readonly parent?: SpanLink | undefined;
  /** Other spans that this one works for. */
  readonly links?: readonly SpanLink[];
}

export interface Span {
  readonly link: SpanLink | undefined;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed, by a code rather than by words, which may quote anything. */
  fail(code: string): void;
}

export interface Tracer {
  /** False: nothing is traced, and nobody need prepare anything for it. */
  readonly isOn: boolean;
  /** Runs `work` in a new span, which ends with it. What it rejects with marks the span as failed. */
  trace<T>(options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** A span that has just ended, within the running code's. */
  ended(options: SpanOptions & { readonly durationMs: number; readonly failure?: string | undefined }): void;
  /** The span that the running code is in. */
  current(): SpanLink | undefined;
  /** Headers that tell it to whoever is asked. */
  headers(): Readonly<Record<string, string>>;
}

const NO_SPAN: Span = { link: undefined, rename() {}, set() {}, fail() {} };
const NO_HEADERS = {};

export const NO_TRACER: Tracer = {
  isOn: false,
  trace: (_options, work) => work(NO_SPAN),
  ended() {},
  current: () => undefined,
  headers: () => NO_HEADERS,
};
