/** The bearer tokens of GATEWAY_TOKENS: who bears them, and which are too weak to be one. */

export interface GatewayToken {
  /** Shown in logs and telemetry in place of the secret. */
  readonly name: string;
  readonly token: string;
}

export const LEAST_TOKEN_LENGTH = 16;
const LEAST_DISTINCT_CHARACTERS = 6;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** What manuals and examples write in place of a secret. */
const PLACEHOLDER =
  /^(change|changed|changeit|me|this|to|a|an|the|my|your|some|please|put|here|insert|replace|secret|secrets|password|passwort|token|tokens|key|apikey|api|auth|bearer|example|sample|default|demo|test|testing|admin|root|gateway|jodoo|usage|qwerty|qwertz|letmein|foo|bar|baz|xxx+|\d+)+$/i;
const CURE = 'make one with: openssl rand -hex 24';

export type ParsedTokens =
  | { readonly ok: true; readonly tokens: readonly GatewayToken[] }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `token` or `name:token` parts. A nameless one is called `token-<place>`. The problem, if there is one, names
 * the place of a wrong token and never quotes it.
 */
export function parseTokens(parts: readonly string[]): ParsedTokens {
  const tokens: GatewayToken[] = [];
  for (const [index, part] of parts.entries()) {
    const colon = part.indexOf(':');
    const name = colon < 0 ? `token-${index + 1}` : part.slice(0, colon);
    const token = part.slice(colon + 1);
    const problem = nameProblem(name) ?? weakness(token) ?? doubled(name, token, tokens);
    if (problem !== undefined)
      return { ok: false, problem: `token ${index + 1} of ${parts.length} ${problem}` };
    tokens.push({ name, token });
  }
  return { ok: true, tokens };
}

/** Why a token is easy to guess; undefined when nothing speaks against it. */
export function weakness(token: string): string | undefined {
  if (token.length < LEAST_TOKEN_LENGTH) {
    return `needs at least ${LEAST_TOKEN_LENGTH} characters; ${CURE}`;
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return `may only hold visible ASCII characters, since a header cannot carry others; ${CURE}`;
  }
  const isPattern =
    new Set(token).size < LEAST_DISTINCT_CHARACTERS || repeatsItself(token) || countsUpOrDown(token);
  if (isPattern) return `follows a pattern that is guessed first; ${CURE}`;
  if (PLACEHOLDER.test(token.replaceAll(/[^a-z0-9]/gi, ''))) return `is a placeholder; ${CURE}`;
  return undefined;
}

/** True for `abcdefabcdef`: a text that repeats lies in its own double at another place than the ends. */
function repeatsItself(token: string): boolean {
  return (token + token).indexOf(token, 1) < token.length;
}

/** True where most characters are the neighbours of those before them, as in 1234567890. */
function countsUpOrDown(token: string): boolean {
  let steps = 0;
  for (let index = 1; index < token.length; index += 1) {
    if (Math.abs(token.charCodeAt(index) - token.charCodeAt(index - 1)) === 1) steps += 1;
  }
  return steps > (token.length - 1) * 0.75;
}

function nameProblem(name: string): string | undefined {
  return NAME.test(name)
    ? undefined
    : 'has a name that is none: before the colon there may be up to 64 letters, digits, dots, dashes and underscores';
}

function doubled(name: string, token: string, others: readonly GatewayToken[]): string | undefined {
  if (others.some((other) => other.name === name)) return 'has the name of another one; each needs its own';
  if (others.some((other) => other.token === token)) return 'is the same as another one; each needs its own';
  return undefined;
}
