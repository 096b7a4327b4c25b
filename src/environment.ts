/** The environment, parsed once and purely: every fault is reported together, in words. */
import * as z from 'zod';
import { parseTokens } from './gateway-tokens.ts';
import { VARIABLES, type VariableName } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const shape = {
  HOST: z.string(),
  PORT: whole(0, 65_535),
  JODOO_API_KEY: z.string().optional(),
  JODOO_BASE_URL: httpUrl.transform(withoutSlash),
  JODOO_MIN_INTERVAL_MS: whole(1, 60_000),
  JODOO_TIMEOUT_MS: whole(1, 600_000),
  REQUEST_TIMEOUT_MS: whole(1, 3_600_000),
  MAX_CALLS_PER_OPERATION: whole(1, 10_000),
  MAX_PENDING_CALLS: whole(1, 100_000),
  MAX_QUEUED_CALLS: whole(1, 100_000),
  SETTLE_AFTER_HOURS: whole(0, 72),
  PROVISIONAL_TTL_MS: whole(1000, 86_400_000),
  STALE_IF_ERROR_MS: whole(0, 31_536_000_000),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<file>, sqlite::memory: or postgres://…')
    .optional(),
  HOT_DAYS_MB: whole(0, 65_536),
  COLLECT: z.enum(['on', 'off']).optional(),
  GATEWAY_TOKENS: list(z.string()).transform(readTokens),
  JWT_JWKS_URL: httpUrl.optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  AUTH: z.enum(['on', 'off']),
  CORS_ORIGINS: list(z.string().refine(isOrigin, 'must be origins such as https://dash.example.com')),
  APQ: z.enum(['on', 'off']),
  PERSISTED_OPERATIONS: z.string().optional(),
  PERSISTED_ONLY: z.enum(['on', 'off']),
  MCP: z.enum(['on', 'off']),
  MAX_QUERY_BYTES: whole(1000, 1_000_000),
  MAX_QUERY_TOKENS: whole(100, 100_000),
  MAX_QUERY_DEPTH: whole(5, 100),
  MAX_QUERY_ALIASES: whole(0, 10_000),
  MAX_QUERY_DIRECTIVES: whole(0, 10_000),
  MAX_QUERY_ROOT_FIELDS: whole(1, 1000),
  MAX_QUERY_FIELDS: whole(1000, 10_000_000),
  ANSWER_CACHE_MB: whole(0, 100_000),
  MAX_CONNECTIONS: whole(10, 100_000),
  SHUTDOWN_TIMEOUT_MS: whole(0, 600_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.transform(withoutSlash).optional(),
  OTEL_SERVICE_NAME: z.string(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  LOG_FORMAT: z.enum(['auto', 'json', 'pretty']),
} satisfies Record<VariableName, z.ZodType>;

const schema = z.object(shape);

export type Config = z.infer<typeof schema>;
export type ParsedEnvironment =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Never echoed, however wrong. */
const SECRETS: readonly string[] = ['JODOO_API_KEY', 'GATEWAY_TOKENS', 'DATABASE_URL'];

/** Empty variables count as unset, unknown ones are none of our business. */
export function parseEnvironment(env: Environment): ParsedEnvironment {
  const given = Object.fromEntries(
    VARIABLES.map(({ name, default: fallback }) => [name, env[name]?.trim() || (fallback ?? undefined)]),
  );
  const parsed = schema.safeParse(given);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => problemText(issue, given))),
    ...contradictions(given),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, config: parsed.data }
    : { ok: false, problems };
}

/** What of a configuration must never be shown: in logs, errors and answers. */
export function secretsOf({ JODOO_API_KEY, GATEWAY_TOKENS, DATABASE_URL }: Config): string[] {
  const url = DATABASE_URL !== undefined && URL.canParse(DATABASE_URL) ? new URL(DATABASE_URL) : undefined;
  const passwords = [
    url?.password,
    url && decoded(url.password),
    url?.searchParams.get('password'),
    url?.searchParams.get('sslpassword'),
  ];
  return [JODOO_API_KEY, ...GATEWAY_TOKENS.map(({ token }) => token), ...passwords].filter(
    (secret): secret is string => typeof secret === 'string' && secret !== '',
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Variables that do not go together, or one that lacks another. */
function contradictions(given: Readonly<Record<string, string | undefined>>): string[] {
  const { HOST = '', GATEWAY_TOKENS = '', AUTH, APQ, PERSISTED_OPERATIONS, PERSISTED_ONLY } = given;
  const hasTokens = /[^,\s]/.test(GATEWAY_TOKENS);
  const jwt = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;
  const missing = jwt.filter((name) => given[name] === undefined);
  const hasJwt = missing.length < jwt.length;
  const problems: string[] = [];
  if (!isLoopback(HOST) && !hasTokens && !hasJwt && AUTH !== 'off') {
    problems.push(
      `GATEWAY_TOKENS is required because HOST is ${HOST}, not loopback: anybody who can reach it could read your organization's data. Make a token with: openssl rand -hex 24. To let them, set AUTH=off.`,
    );
  }
  if (AUTH === 'off' && hasTokens) {
    problems.push('AUTH is off, but GATEWAY_TOKENS are given: take one of the two away.');
  }
  if (AUTH === 'off' && hasJwt) {
    problems.push('AUTH is off, but JWTs are asked for: take AUTH, or all variables JWT_…, away.');
  }
  if (hasJwt && missing.length > 0) {
    problems.push(
      `${missing.join(' and ')} must be set, too: JWTs are checked by their keys, issuer and audience.`,
    );
  }
  if (PERSISTED_ONLY === 'on' && PERSISTED_OPERATIONS === undefined) {
    problems.push('PERSISTED_ONLY is on, but PERSISTED_OPERATIONS names no file: nothing could be asked.');
  }
  if (APQ === 'on' && PERSISTED_OPERATIONS !== undefined) {
    problems.push('APQ and PERSISTED_OPERATIONS exclude each other: both give a meaning to the same hash.');
  }
  return problems;
}

function readTokens(parts: readonly string[], context: z.RefinementCtx) {
  const parsed = parseTokens(parts);
  if (parsed.ok) return parsed.tokens;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
}

function problemText(issue: z.core.$ZodIssue, given: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0]);
  const value = SECRETS.includes(name) ? '' : `, got ${JSON.stringify(given[name])}`;
  return `${name}: ${issue.message}${value}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function whole(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message);
}

function list<T extends z.ZodType<string, string>>(item: T) {
  return z.string().optional().transform(partsOf).pipe(z.array(item));
}

function partsOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
