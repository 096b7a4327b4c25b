/** Faults of what lies between: proxies, connections, and bodies that are not what they should be. */
import type { Fault } from './faults.ts';

/** A proxy's answer; with 200 it is a login page or a wrong address. */
export function htmlPage(status: number): Fault {
  return { kind: 'status', status, body: `<html><body><h1>${status}</h1></body></html>` };
}

/** The JSON ends in its middle, and the response as it should. */
export const TRUNCATED_JSON: Fault = {
  kind: 'text',
  change: (json) => json.slice(0, Math.floor(json.length / 2)),
};

/** A right answer of so many bytes: one field more, as the vendor may add at any time. */
export function hugeBody(bytes: number): Fault {
  return {
    kind: 'text',
    change: (json) => `${json.slice(0, -1)},"padding":"${'x'.repeat(Math.max(0, bytes - json.length))}"}`,
  };
}

/** The connection is cut in the middle of the body. */
export const CUT_BODY: Fault = { kind: 'cut', share: 0.5 };

/** The answer comes so late, in milliseconds. */
export function slow(fixedMs: number): Fault {
  return { kind: 'latency', fixedMs };
}

/** The body comes in drops of 64 bytes, one each `everyMs`. */
export function slowDrip(everyMs: number): Fault {
  return { kind: 'drip', bytes: 64, everyMs };
}
