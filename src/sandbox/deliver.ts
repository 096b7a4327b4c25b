/** From an answer and the faults that meet it to what goes over the wire. */
import type { ServerResponse } from 'node:http';
import { failure, type SandboxAnswer } from './answer.ts';
import type { Fault } from './faults.ts';

/** How late the answer is, in milliseconds. `random` gives 0…1. */
export function latencyOf(faults: readonly Fault[], random: () => number): number {
  return faults.reduce(
    (sumMs, fault) =>
      fault.kind === 'latency' ? sumMs + (fault.fixedMs ?? 0) + random() * (fault.jitterMs ?? 0) : sumMs,
    0,
  );
}

/**
 * Sends the answer as the faults leave it.
 * Returns the upstream's code: 0 for a success, null when nothing was said in the upstream's own form.
 */
export function deliver(
  response: ServerResponse,
  planned: SandboxAnswer,
  faults: readonly Fault[],
): number | null {
  for (const fault of faults) {
    switch (fault.kind) {
      case 'code':
        return send(response, failure(fault.code, fault.msg));
      case 'status':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
        return null;
      case 'reset':
        // A reset rather than an orderly end, as when a proxy in between dies.
        response.socket?.resetAndDestroy();
        return null;
      case 'hang':
        return null;
      case 'body':
        response.writeHead(200, { 'content-type': 'application/json' }).end(fault.text);
        return null;
    }
  }
  if (planned.status !== 200) return send(response, planned);
  return send(response, { status: 200, body: faults.reduce(changed, planned.body) });
}

function send(response: ServerResponse, answer: SandboxAnswer): number {
  response
    .writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(answer.body));
  return answer.status === 200 ? 0 : answer.body.code;
}

function changed(body: object, fault: Fault): object {
  if (fault.kind === 'rows' && 'items' in body && Array.isArray(body.items)) {
    return { ...body, items: body.items.map((item) => fault.change(item)) };
  }
  if (fault.kind === 'metrics' && isMeant(body, fault.days)) {
    if (!('items' in body && Array.isArray(body.items))) return withMetrics(body, fault.change);
    return { ...body, items: body.items.map((item: object) => withMetrics(item, fault.change)) };
  }
  return body;
}

function isMeant(body: object, days: readonly string[] | undefined): boolean {
  return days === undefined || ('date' in body && typeof body.date === 'string' && days.includes(body.date));
}

function withMetrics(
  holder: object,
  change: (metrics: Readonly<Record<string, unknown>>) => unknown,
): object {
  if (!('metrics' in holder) || typeof holder.metrics !== 'object' || holder.metrics === null) return holder;
  return { ...holder, metrics: change({ ...holder.metrics }) };
}
