import type { GatewayError } from '../errors.ts';
import type { ListCall, ListKind } from '../jodoo/lists.ts';
import { loggedError } from './logged-error.ts';
import type { UsageLog } from './usage-log.ts';

/** Says what becomes of the upstream: a line when a list begins to fail, fails otherwise, and answers again. */
export interface UpstreamLog {
  failed(kind: ListKind, call: ListCall, error: unknown): void;
  answered(kind: ListKind): void;
  /** The circuit is open: called with every failure while it is. */
  opened(refusal: GatewayError): void;
}

interface Failing {
  readonly code: string;
  calls: number;
}

export function createUpstreamLog(log: UsageLog): UpstreamLog {
  const failing = new Map<ListKind, Failing>();
  let isOpen = false;

  return {
    failed(kind, call, error) {
      const code = codeOf(error);
      const before = failing.get(kind);
      const isNews = before?.code !== code;
      failing.set(kind, { code, calls: (before?.calls ?? 0) + 1 });
      log[isNews ? 'warn' : 'debug']({ ...loggedError(error), list: kind, call }, 'upstream call failed');
    },
    answered(kind) {
      const before = failing.get(kind);
      failing.delete(kind);
      if (isOpen) log.info({ list: kind }, 'Jodoo answers again: it is asked for everybody');
      else if (before)
        log.info({ list: kind, failedCalls: before.calls }, 'upstream calls are answered again');
      isOpen = false;
    },
    opened(refusal) {
      if (isOpen) return;
      isOpen = true;
      log.warn(loggedError(refusal), 'Jodoo does not answer: clients are refused at once, and it is probed');
    },
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}
