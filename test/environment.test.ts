import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Config, type Environment, parseEnvironment, secretsOf } from '../src/environment.ts';
import { DEFAULT_QUERY_LIMITS } from '../src/server/query/query-limits.ts';
import { VARIABLES } from '../src/variables.ts';

const TOKEN = 'a-token-that-is-long-enough';
const DEFAULTS = VARIABLES.map((variable): [string, string | null] => [variable.name, variable.default]);

describe('defaults', () => {
  test('an empty environment is a complete one', () => {
    expect(config({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 4000,
      JODOO_BASE_URL: 'https://api.jodoo.com/api',
      JODOO_MIN_INTERVAL_MS: 1000,
      JODOO_TIMEOUT_MS: 15_000,
      REQUEST_TIMEOUT_MS: 60_000,
      MAX_CALLS_PER_OPERATION: 30,
      MAX_PENDING_CALLS: 120,
      MAX_QUEUED_CALLS: 600,
      SETTLE_AFTER_HOURS: 6,
      PROVISIONAL_TTL_MS: 300_000,
      STALE_IF_ERROR_MS: 86_400_000,
      OTEL_SERVICE_NAME: 'jodoo-usage-gateway',
      DATABASE_URL: undefined,
      HOT_DAYS_MB: 64,
      COLLECT: undefined,
      GATEWAY_TOKENS: [],
      AUTH: 'on',
      CORS_ORIGINS: [],
      APQ: 'off',
      PERSISTED_OPERATIONS: undefined,
      PERSISTED_ONLY: 'off',
      MCP: 'off',
      MAX_QUERY_BYTES: DEFAULT_QUERY_LIMITS.maxBytes,
      MAX_QUERY_TOKENS: DEFAULT_QUERY_LIMITS.maxTokens,
      MAX_QUERY_DEPTH: DEFAULT_QUERY_LIMITS.maxDepth,
      MAX_QUERY_ALIASES: DEFAULT_QUERY_LIMITS.maxAliases,
      MAX_QUERY_DIRECTIVES: DEFAULT_QUERY_LIMITS.maxDirectives,
      MAX_QUERY_ROOT_FIELDS: DEFAULT_QUERY_LIMITS.maxRootFields,
      MAX_QUERY_FIELDS: DEFAULT_QUERY_LIMITS.maxFields,
      ANSWER_CACHE_MB: 64,
      MAX_CONNECTIONS: 1000,
      SHUTDOWN_TIMEOUT_MS: 10_000,
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'auto',
    });
  });

  test('an empty or blank variable counts as unset', () => {
    const blank = Object.fromEntries(VARIABLES.map(({ name }, index) => [name, index % 2 ? '' : '  ']));
    expect(config(blank)).toEqual(config({}));
  });

  test('unknown variables change nothing', () => {
    expect(config({ PATH: '/bin', POTR: '1' })).toEqual(config({}));
  });
});

describe('values', () => {
  test('spaces around a value do not count', () => {
    expect(config({ PORT: ' 8080 ', JODOO_API_KEY: ' key ' })).toMatchObject({
      PORT: 8080,
      JODOO_API_KEY: 'key',
    });
  });

  test('a base URL loses its trailing slashes', () => {
    expect(config({ JODOO_BASE_URL: 'https://api.jiandaoyun.com/api//' }).JODOO_BASE_URL).toBe(
      'https://api.jiandaoyun.com/api',
    );
  });

  test('a list is split at commas, trimmed, and without empty parts', () => {
    const { GATEWAY_TOKENS, CORS_ORIGINS } = config({
      GATEWAY_TOKENS: ` ${TOKEN}1 ,, frontend:${TOKEN}2,`,
      CORS_ORIGINS: 'https://a.example, http://b.example:8080',
    });
    expect(GATEWAY_TOKENS).toEqual([
      { name: 'token-1', token: `${TOKEN}1` },
      { name: 'frontend', token: `${TOKEN}2` },
    ]);
    expect(CORS_ORIGINS).toEqual(['https://a.example', 'http://b.example:8080']);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['JODOO_MIN_INTERVAL_MS', '0'],
    ['JODOO_TIMEOUT_MS', 'soon'],
    ['COLLECT', 'yes'],
    ['JODOO_BASE_URL', 'api.jodoo.com'],
    ['JODOO_BASE_URL', 'ftp://api.jodoo.com'],
    ['CORS_ORIGINS', 'https://a.example/'],
    ['CORS_ORIGINS', 'https://a.example/page'],
    ['CORS_ORIGINS', '*'],
    ['STALE_IF_ERROR_MS', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
    ['AUTH', 'none'],
    ['MAX_QUERY_BYTES', '10'],
    ['MAX_QUERY_TOKENS', '1000000'],
    ['MAX_QUERY_DEPTH', '101'],
    ['MAX_QUERY_ALIASES', '-1'],
    ['MAX_QUERY_DIRECTIVES', 'many'],
    ['MAX_QUERY_ROOT_FIELDS', '0'],
    ['MAX_QUERY_FIELDS', '1e9'],
    ['MAX_CONNECTIONS', '9'],
  ])('%s refuses %s by name and with the given value', (name, value) => {
    const [problem, ...others] = problems({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name}: .`));
    expect(problem).toContain(JSON.stringify(value));
  });
});

describe('faults', () => {
  test('all faults are reported together', () => {
    const told = problems({
      HOST: '0.0.0.0',
      PORT: 'http',
      JODOO_BASE_URL: 'nowhere',
      CORS_ORIGINS: '*',
      LOG_LEVEL: 'loud',
    });
    expect(told).toHaveLength(5);
    for (const name of ['GATEWAY_TOKENS', 'PORT', 'JODOO_BASE_URL', 'CORS_ORIGINS', 'LOG_LEVEL']) {
      expect(told.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    }
  });

  test('secrets are never echoed, however wrong the environment is', () => {
    const told = problems({
      PORT: 'http',
      JODOO_API_KEY: 'the-api-key',
      GATEWAY_TOKENS: `too-short,${TOKEN},tiny`,
    }).join('\n');
    for (const secret of ['the-api-key', 'too-short', TOKEN, 'tiny']) expect(told).not.toContain(secret);
  });

  test('all secrets are known that must not be shown', () => {
    const all = config({
      JODOO_API_KEY: 'the-api-key',
      GATEWAY_TOKENS: `anna:${TOKEN}`,
      DATABASE_URL: 'postgres://user:p%40ss@host/database?sslpassword=other',
    });
    expect(new Set(secretsOf(all))).toEqual(new Set(['the-api-key', TOKEN, 'p%40ss', 'p@ss', 'other']));
    expect(secretsOf(config({}))).toEqual([]);
  });

  test('a token of fewer than 16 characters is refused, and one of 16 is not', () => {
    expect(problems({ GATEWAY_TOKENS: 'f3a9c05be71d284' })).toEqual([
      expect.stringMatching(/^GATEWAY_TOKENS: .*16 characters/),
    ]);
    expect(problems({ GATEWAY_TOKENS: 'f3a9c05be71d2846' })).toEqual([]);
  });

  test('a weak token beside a good one is refused', () => {
    expect(problems({ GATEWAY_TOKENS: `${TOKEN},short` })).toHaveLength(1);
  });

  test.each([
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'abababababababababababab',
    'abcdefghijklmnopqrstuvwxyz',
    '12345678901234567890',
    '09876543210987654321',
    'x7Qm2Lx7Qm2Lx7Qm2Lx7Qm2L',
    'changemechangeme',
    'CHANGE-ME-CHANGE-ME',
    'my-secret-token-123',
    'your_gateway_token_here',
    'password-password',
    'a token with spaces and more',
    'tökentökentökentökentöken',
  ])('a token that is guessed first is refused, and not echoed: %s', (token) => {
    const [problem, ...others] = problems({ GATEWAY_TOKENS: token });
    expect(others).toEqual([]);
    expect(problem).toMatch(/^GATEWAY_TOKENS: .*openssl rand/);
    expect(problem).not.toContain(token);
  });

  test('tokens as openssl makes them are accepted', () => {
    for (const bytes of [8, 16, 24, 48]) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        const token = randomBytes(bytes + 8).toString(encoding);
        expect(problems({ GATEWAY_TOKENS: token })).toEqual([]);
      }
    }
  });

  test('names of tokens are names, and belong to one token each', () => {
    expect(problems({ GATEWAY_TOKENS: `two words:${TOKEN}` })).toEqual([expect.stringMatching(/name/)]);
    expect(problems({ GATEWAY_TOKENS: `:${TOKEN}` })).toEqual([expect.stringMatching(/name/)]);
    expect(problems({ GATEWAY_TOKENS: `a:${TOKEN}1,a:${TOKEN}2` })).toEqual([expect.stringMatching(/name/)]);
    expect(problems({ GATEWAY_TOKENS: `a:${TOKEN},b:${TOKEN}` })).toEqual([expect.stringMatching(/same/)]);
  });
});

describe('who can reach it', () => {
  test.each(['0.0.0.0', '::', '192.168.1.5', 'gateway.example.com', '127.0.0.1.example.com'])(
    'HOST %s needs GATEWAY_TOKENS',
    (HOST) => {
      expect(problems({ HOST })).toEqual([expect.stringContaining('GATEWAY_TOKENS is required')]);
      expect(problems({ HOST, GATEWAY_TOKENS: TOKEN })).toEqual([]);
    },
  );

  test('everybody who can reach it may query where AUTH=off says so, and only there', () => {
    expect(problems({ HOST: '0.0.0.0', AUTH: 'off' })).toEqual([]);
    expect(problems({ AUTH: 'off', GATEWAY_TOKENS: TOKEN })).toEqual([
      expect.stringContaining('AUTH is off'),
    ]);
  });

  test('JWTs stand in for tokens, are checked by three variables or by none, and exclude AUTH=off', () => {
    const jwt = {
      JWT_JWKS_URL: 'https://id.example/keys/',
      JWT_ISSUER: 'https://id.example/',
      JWT_AUDIENCE: 'usage',
    };
    expect(config({ HOST: '0.0.0.0', ...jwt })).toMatchObject(jwt);
    expect(problems({ ...jwt, AUTH: 'off' })).toEqual([expect.stringContaining('AUTH is off')]);
    expect(problems({ ...jwt, JWT_AUDIENCE: '' })).toEqual([
      expect.stringMatching(/^JWT_AUDIENCE must be set/),
    ]);
    expect(problems({ JWT_ISSUER: 'https://id.example/' })).toEqual([
      expect.stringMatching(/^JWT_JWKS_URL and JWT_AUDIENCE must be set/),
    ]);
    expect(problems({ ...jwt, JWT_JWKS_URL: 'file:///keys' })).toEqual([
      expect.stringMatching(/^JWT_JWKS_URL/),
    ]);
  });

  test('a list of tokens that holds none does not open HOST 0.0.0.0 to everybody', () => {
    expect(problems({ HOST: '0.0.0.0', GATEWAY_TOKENS: ' , ' })).toEqual([
      expect.stringContaining('GATEWAY_TOKENS is required'),
    ]);
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('HOST %s needs no token', (HOST) => {
    expect(problems({ HOST })).toEqual([]);
  });
});

describe('documentation', () => {
  test('.env.example names every variable in order, with its default and its description', () => {
    const lines = textOf('.env.example').split('\n');
    const assignments = lines.flatMap((line) => {
      const [, name, value] = /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value || null]];
    });
    expect(assignments).toEqual(DEFAULTS);
    for (const { description } of VARIABLES) expect(lines).toContain(`# ${description}`);
  });

  test('.env.example sets nothing as it stands', () => {
    expect(textOf('.env.example')).not.toMatch(/^[^#\n]/m);
  });

  test('the table of docs/configuration.md names every variable with its default', () => {
    const rows = textOf('docs/configuration.md')
      .split('\n')
      .flatMap((line) => {
        const [, name, cell] = /^\| `([A-Z][A-Z0-9_]*)` *\| *([^|]*?) *\|/.exec(line) ?? [];
        return name === undefined ? [] : [[name, cell]];
      });
    const expected = DEFAULTS.map(([name, value]) => [name, value === null ? 'none' : `\`${value}\``]);
    expect(rows.toSorted()).toEqual(expected.toSorted());
  });
});

function config(env: Environment): Config {
  const parsed = parseEnvironment(env);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.config;
}

function problems(env: Environment): readonly string[] {
  const parsed = parseEnvironment(env);
  return parsed.ok ? [] : parsed.problems;
}

function textOf(path: string): string {
  const file = new URL(`../${path}`, import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
