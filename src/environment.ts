/** The environment, parsed once and purely: every fault is reported together, in words. */
import { z } from 'zod';

/** A documented variable. The README's table and `.env.example` list the same ones; a test holds them together. */
export interface Variable {
  readonly name: string;
  /** As text, as one would write it; null for none. */
  readonly default: string | null;
  readonly description: string;
}

const LEAST_TOKEN_LENGTH = 16;

export const VARIABLES = [
  {
    name: 'HOST',
    default: '127.0.0.1',
    description: 'Where to listen. On anything but loopback GATEWAY_TOKENS is required.',
  },
  { name: 'PORT', default: '4000', description: 'TCP port; 0 takes a free one.' },
  {
    name: 'JODOO_API_KEY',
    default: null,
    description: 'Key of your organization. Without one the embedded sandbox is the upstream.',
  },
  {
    name: 'JODOO_BASE_URL',
    default: 'https://api.jodoo.com/api',
    description: 'The upstream; Jiandaoyun is https://api.jiandaoyun.com/api.',
  },
  {
    name: 'JODOO_MIN_INTERVAL_MS',
    default: '1000',
    description:
      'Least distance of two upstream calls in milliseconds: the documented limit. Smaller only for tests.',
  },
  {
    name: 'JODOO_TIMEOUT_MS',
    default: '15000',
    description: 'Time for one upstream call, from its start, in milliseconds.',
  },
  {
    name: 'REQUEST_TIMEOUT_MS',
    default: '60000',
    description: 'Time for one GraphQL operation, waiting for slots included, in milliseconds.',
  },
  {
    name: 'MAX_CALLS_PER_OPERATION',
    default: '30',
    description: 'Upstream calls that one operation may cost, estimated before its first.',
  },
  {
    name: 'MAX_PENDING_CALLS',
    default: '120',
    description: "Upstream calls' worth of questions that may wait in the whole process.",
  },
  {
    name: 'SETTLE_AFTER_HOURS',
    default: '6',
    description: "Hours after a day's end in UTC+8 from which its numbers are final.",
  },
  {
    name: 'PROVISIONAL_TTL_MS',
    default: '300000',
    description: 'How long an answer that may still change is believed, in milliseconds.',
  },
  {
    name: 'DATABASE_URL',
    default: null,
    description:
      'The archive: sqlite:<file>, sqlite::memory: or postgres://… Unless given sqlite:./data/usage.db, and sqlite:./data/sandbox.db without a key.',
  },
  {
    name: 'COLLECT',
    default: null,
    description:
      'on or off: whether idle slots complete the archive, newest day first. Unless given on with a key, off without.',
  },
  {
    name: 'GATEWAY_TOKENS',
    default: null,
    description: `Comma-separated bearer tokens that may query, each of at least ${LEAST_TOKEN_LENGTH} characters.`,
  },
  {
    name: 'CORS_ORIGINS',
    default: null,
    description: 'Comma-separated origins whose pages may query from a browser, besides loopback ones.',
  },
  {
    name: 'APQ',
    default: 'off',
    description: 'on: automatic persisted queries; clients may send the hash of a document seen before.',
  },
  {
    name: 'PERSISTED_OPERATIONS',
    default: null,
    description: 'A JSON file of GraphQL documents by id; clients may send the id instead.',
  },
  {
    name: 'PERSISTED_ONLY',
    default: 'off',
    description: 'on: no documents but those of PERSISTED_OPERATIONS are executed.',
  },
  {
    name: 'SHUTDOWN_TIMEOUT_MS',
    default: '10000',
    description: 'How long running requests may take to end when the gateway is stopped, in milliseconds.',
  },
  { name: 'LOG_LEVEL', default: 'info', description: 'fatal, error, warn, info, debug, trace or silent.' },
  { name: 'LOG_FORMAT', default: 'auto', description: 'json, pretty, or auto: pretty on a terminal.' },
] as const satisfies readonly Variable[];

type VariableName = (typeof VARIABLES)[number]['name'];
export type Environment = Readonly<Record<string, string | undefined>>;

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

const shape = {
  HOST: z.string(),
  PORT: whole(0, 65_535),
  JODOO_API_KEY: z.string().optional(),
  JODOO_BASE_URL: httpUrl,
  JODOO_MIN_INTERVAL_MS: whole(1, 60_000),
  JODOO_TIMEOUT_MS: whole(1, 600_000),
  REQUEST_TIMEOUT_MS: whole(1, 3_600_000),
  MAX_CALLS_PER_OPERATION: whole(1, 10_000),
  MAX_PENDING_CALLS: whole(1, 100_000),
  SETTLE_AFTER_HOURS: whole(0, 72),
  PROVISIONAL_TTL_MS: whole(1000, 86_400_000),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<file>, sqlite::memory: or postgres://…')
    .optional(),
  COLLECT: z.enum(['on', 'off']).optional(),
  GATEWAY_TOKENS: list(
    z
      .string()
      .min(
        LEAST_TOKEN_LENGTH,
        `each token needs at least ${LEAST_TOKEN_LENGTH} characters; make one with: openssl rand -hex 24`,
      ),
  ),
  CORS_ORIGINS: list(z.string().refine(isOrigin, 'must be origins such as https://dash.example.com')),
  APQ: z.enum(['on', 'off']),
  PERSISTED_OPERATIONS: z.string().optional(),
  PERSISTED_ONLY: z.enum(['on', 'off']),
  SHUTDOWN_TIMEOUT_MS: whole(0, 600_000),
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
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => problemText(issue, given));
  const host = given.HOST ?? '';
  if (!isLoopback(host) && !/[^,\s]/.test(given.GATEWAY_TOKENS ?? '')) {
    problems.push(
      `GATEWAY_TOKENS is required because HOST is ${host}, not loopback: anybody who can reach it could read your organization's data. Make a token with: openssl rand -hex 24`,
    );
  }
  if (given.PERSISTED_ONLY === 'on' && given.PERSISTED_OPERATIONS === undefined) {
    problems.push('PERSISTED_ONLY is on, but PERSISTED_OPERATIONS names no file: nothing could be asked.');
  }
  if (given.APQ === 'on' && given.PERSISTED_OPERATIONS !== undefined) {
    problems.push('APQ and PERSISTED_OPERATIONS exclude each other: both give a meaning to the same hash.');
  }
  return parsed.success && problems.length === 0
    ? { ok: true, config: parsed.data }
    : { ok: false, problems };
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function problemText(issue: z.core.$ZodIssue, given: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0]);
  const value = SECRETS.includes(name) ? '' : `, got ${JSON.stringify(given[name])}`;
  return `${name}: ${issue.message}${value}`;
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
