import { redacted } from '../jodoo/redacted.ts';
import type { Exchange } from './exchange.ts';
import { sendJson } from './send-json.ts';

export interface Readiness {
  readonly ready: boolean;
  /** The upstream's address. */
  readonly upstream: string;
  /** Why it is not ready. */
  readonly reason?: string;
  /** Without its archive the gateway still answers, from the upstream. */
  readonly archive: { readonly available: boolean; readonly reason?: string };
}

export interface ReadinessOptions {
  readonly readiness: () => Readiness;
  readonly isClosing: () => boolean;
  /** Who may see more than whether it is ready. */
  readonly maySeeDetails: (exchange: Exchange) => Promise<boolean>;
  /** What must not appear in any reason. */
  readonly secrets: readonly string[];
}

/** Answers 200 or 503; strangers are told nothing else. */
export function createReadinessHandler({
  readiness,
  isClosing,
  maySeeDetails,
  secrets,
}: ReadinessOptions): (exchange: Exchange) => Promise<void> {
  /** Reasons quote the upstream and the database. */
  const withoutSecrets = <T extends { readonly reason?: string }>(state: T): T =>
    state.reason === undefined ? state : { ...state, reason: redacted(state.reason, secrets) };

  return async (exchange) => {
    const isCaller = await maySeeDetails(exchange);
    const state = isClosing() ? { ...readiness(), ready: false, reason: 'shutting down' } : readiness();
    const told = isCaller
      ? { ...withoutSecrets(state), archive: withoutSecrets(state.archive) }
      : { ready: state.ready };
    sendJson(exchange, state.ready ? 200 : 503, told, { 'cache-control': 'no-store' });
  };
}
