import { withoutPassword } from '../archive/without-password.ts';
import type { Config } from '../environment.ts';
import { archiveOptions } from './open-gateway.ts';

export interface WelcomeOptions {
  /** Where the gateway listens, such as http://127.0.0.1:4000. */
  readonly url: string;
  readonly upstream: string;
  readonly config: Config;
  /** Whether log lines are JSON: then this is one of them, whatever the level, and no other text is on stdout. */
  readonly asJson: boolean;
}

/** What a gateway says when it listens. */
export function welcome({ asJson, ...options }: WelcomeOptions): string {
  return asJson ? welcomeLine(options) : welcomeText(options);
}

function welcomeLine({ url, upstream, config }: Omit<WelcomeOptions, 'asJson'>): string {
  const fields = {
    level: 30,
    time: Date.now(),
    upstream,
    archive: withoutPassword(archiveOptions(config).url),
    msg: `GraphQL and GraphiQL: ${url}/graphql Dashboard: ${url}/`,
  };
  return `${JSON.stringify(fields)}\n`;
}

function welcomeText({ url, upstream, config }: Omit<WelcomeOptions, 'asJson'>): string {
  const auth = bearerHint(config);
  return [
    '',
    `GraphQL and GraphiQL: ${url}/graphql`,
    `Dashboard: ${url}/`,
    config.JODOO_API_KEY
      ? `Upstream: ${upstream}`
      : `Upstream: the embedded sandbox (${upstream}), an invented organization. Set JODOO_API_KEY for your own.`,
    ...(config.MCP === 'on' ? [`Tools for agents: ${url}/mcp`] : []),
    `Archive: ${withoutPassword(archiveOptions(config).url)}`,
    'A first query:',
    `  curl -s ${url}/graphql -H 'content-type: application/json'${auth} -d '{"query": "{ appUsage(first: 3) { date nodes { appName metrics { data } } } }"}'`,
    '',
    '',
  ].join('\n');
}

function bearerHint({ GATEWAY_TOKENS, JWT_JWKS_URL }: Config): string {
  const token = GATEWAY_TOKENS.length > 0 ? 'one of GATEWAY_TOKENS' : JWT_JWKS_URL && 'a JWT';
  return token ? ` -H 'authorization: Bearer <${token}>'` : '';
}
