import type { SpanLink } from '../tracer.ts';

/** Later versions may go on behind a further dash. */
const FORM = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The span that a request's `traceparent` names (W3C Trace Context); undefined for none, or one that names none. */
export function traceParent(header: string | string[] | undefined): SpanLink | undefined {
  const found = typeof header === 'string' ? FORM.exec(header.trim()) : null;
  const [, version, traceId = '', spanId = '', flags = '', more] = found ?? [];
  if (found === null || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
