/** The variables that the gateway reads from its environment: names, defaults and what they mean. */
import { LEAST_TOKEN_LENGTH } from './gateway-tokens.ts';

/** A documented variable. The table of docs/configuration.md and `.env.example` list the same ones; a test holds them together. */
export interface Variable {
  readonly name: string;
  /** As text, as one would write it; null for none. */
  readonly default: string | null;
  readonly description: string;
}

export const VARIABLES = [
  {
    name: 'HOST',
    default: '127.0.0.1',
    description:
      'Where to listen. On anything but loopback GATEWAY_TOKENS, JWT_JWKS_URL or AUTH=off is required.',
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
    description:
      "Upstream calls' worth of questions that may wait in the whole process. Callers who wait for nothing yet find as much room again.",
  },
  {
    name: 'MAX_QUEUED_CALLS',
    default: '600',
    description:
      "Upstream calls' worth of days that histories and totals may queue in each list; further days are queued when asked for again. Callers share the room and the turns.",
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
    name: 'STALE_IF_ERROR_MS',
    default: '86400000',
    description:
      "How long ago numbers may have expired that are answered, marked stale, while Jodoo does not answer, in milliseconds; 0: an error is answered. A request's Cache-Control: stale-if-error=<seconds> goes before.",
  },
  {
    name: 'DATABASE_URL',
    default: null,
    description:
      'The archive: sqlite:<file>, sqlite::memory: or postgres://… Default: sqlite:./data/usage.db with JODOO_API_KEY, otherwise sqlite:./data/sandbox.db.',
  },
  {
    name: 'HOT_DAYS_MB',
    default: '64',
    description:
      'Memory for settled days that were asked for lately (rows, histories, sums), in MiB, about. 0 turns it off.',
  },
  {
    name: 'COLLECT',
    default: null,
    description:
      'on or off: whether idle slots complete the archive, newest day first. Default: on with JODOO_API_KEY, otherwise off.',
  },
  {
    name: 'GATEWAY_TOKENS',
    default: null,
    description: `Comma-separated bearer tokens that may query, each of at least ${LEAST_TOKEN_LENGTH} characters. Written as name:token they are named in logs and telemetry.`,
  },
  {
    name: 'JWT_JWKS_URL',
    default: null,
    description:
      'Where an identity provider publishes its keys; whoever bears a JWT signed with one of them may query, beside GATEWAY_TOKENS. Needs JWT_ISSUER and JWT_AUDIENCE.',
  },
  {
    name: 'JWT_ISSUER',
    default: null,
    description: "What a JWT's claim iss has to be.",
  },
  {
    name: 'JWT_AUDIENCE',
    default: null,
    description: "What a JWT's claim aud has to be, or to hold.",
  },
  {
    name: 'AUTH',
    default: 'on',
    description: 'off: everybody who can reach HOST may query, without tokens. For trusted networks only.',
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
    name: 'MCP',
    default: 'off',
    description:
      'on: tools for agents at /mcp, one for each persisted query, and a few of the gateway itself.',
  },
  {
    name: 'MAX_QUERY_BYTES',
    default: '100000',
    description: 'Length of a query document in bytes; variables do not count.',
  },
  {
    name: 'MAX_QUERY_TOKENS',
    default: '5000',
    description: 'Names, values, brackets and comments in a query document.',
  },
  { name: 'MAX_QUERY_DEPTH', default: '20', description: 'Fields nested in fields, fragments included.' },
  { name: 'MAX_QUERY_ALIASES', default: '200', description: 'Aliases in a query document.' },
  { name: 'MAX_QUERY_DIRECTIVES', default: '200', description: 'Directives in a query document.' },
  {
    name: 'MAX_QUERY_ROOT_FIELDS',
    default: '50',
    description: 'Fields of Query in one operation, fragments included.',
  },
  {
    name: 'MAX_QUERY_FIELDS',
    default: '30000',
    description:
      'Fields that one answer may hold: selected fields times page sizes, estimated beforehand. A nested field with arguments counts as 15; so do each item of a streamed list and each deferred fragment, besides their fields.',
  },
  {
    name: 'ANSWER_CACHE_MB',
    default: '64',
    description: 'Memory for answers that never change, kept as they are sent, in MB; 0 keeps none.',
  },
  {
    name: 'MAX_CONNECTIONS',
    default: '1000',
    description: 'Open client connections; further ones are closed at once.',
  },
  {
    name: 'SHUTDOWN_TIMEOUT_MS',
    default: '10000',
    description: 'How long running requests may take to end when the gateway is stopped, in milliseconds.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: null,
    description:
      'A collector of OpenTelemetry, such as http://localhost:4318; traces are sent there by OTLP over HTTP.',
  },
  {
    name: 'OTEL_SERVICE_NAME',
    default: 'jodoo-usage-gateway',
    description: 'What traces call this gateway.',
  },
  { name: 'LOG_LEVEL', default: 'info', description: 'fatal, error, warn, info, debug, trace or silent.' },
  {
    name: 'LOG_FORMAT',
    default: 'auto',
    description:
      'json, pretty, or auto: pretty on a terminal. With json every line on stdout is JSON, that of the start too.',
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];
