/** From what is to be said and the faults that meet it to what goes over the wire. */
import type { ServerResponse } from 'node:http';
import { type Failure, failure } from './failure.ts';
import type { Fault } from './faults.ts';

export interface Delivery {
  readonly response: ServerResponse;
  readonly faults: readonly Fault[];
  /** A failure, or a success's text. Asked for only when no fault answers in its stead. */
  readonly planned: () => Failure | string;
  /** Rejects when the sandbox is closing. */
  readonly delay: (ms: number) => Promise<void>;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** Time for a client to read the first part of an answer that is cut. */
const CUT_AFTER_MS = 10;

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
 * Resolves to the upstream's code: 0 for a success, null when nothing was said in the upstream's own form.
 */
export async function deliver(delivery: Delivery): Promise<number | null> {
  const { response, faults, planned } = delivery;
  for (const fault of faults) {
    switch (fault.kind) {
      case 'code':
        return sendFailure(response, failure(fault.code, fault.msg, fault.status));
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
        response.writeHead(200, JSON_HEADERS).end(fault.text);
        return null;
    }
  }
  const answer = planned();
  return typeof answer === 'string' ? await sendSuccess(delivery, answer) : sendFailure(response, answer);
}

function sendFailure(response: ServerResponse, { status, body }: Failure): number {
  response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body));
  return body.code;
}

async function sendSuccess({ response, faults, delay }: Delivery, text: string): Promise<number | null> {
  const bytes = Buffer.from(text);
  response.writeHead(200, { ...JSON_HEADERS, 'content-length': bytes.length });
  for (const fault of faults) {
    if (fault.kind === 'cut') {
      await write(response, bytes.subarray(0, Math.floor(bytes.length * fault.share)));
      // A reset that overtakes the bytes reads as an orderly end to some clients.
      await delay(CUT_AFTER_MS);
      response.socket?.resetAndDestroy();
      return null;
    }
    if (fault.kind === 'drip') {
      for (let at = 0; at < bytes.length; at += fault.bytes) {
        await write(response, bytes.subarray(at, at + fault.bytes));
        await delay(fault.everyMs);
      }
      response.end();
      return 0;
    }
  }
  response.end(bytes);
  return 0;
}

/** Resolves when the bytes are on their way; rejects when the client has gone. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
