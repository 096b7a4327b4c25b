/** Pages through all apps of the latest day with nothing but fetch, and waits when the gateway says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GATEWAY_URL, HEADERS } from '../gateway-url.ts';

const PAGE = `
  query Page($after: String) {
    appUsage(first: 100, after: $after) {
      edges { node { appId appName metrics { data } } }
      pageInfo { hasNextPage endCursor }
    }
  }`;

interface App {
  readonly appId: string;
  readonly appName: string;
  /** null: not collected. A count is null when Jodoo did not say it. */
  readonly metrics: { readonly data: number | null } | null;
}

interface Answer {
  readonly data?: {
    readonly appUsage: {
      /** An edge is null when its call failed; `errors` says why. */
      readonly edges: readonly ({ readonly node: App } | null)[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    } | null;
  } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly retryAfterMs?: number };
  }[];
}

async function ask(after: string | null): Promise<Answer> {
  const response = await fetch(GATEWAY_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...HEADERS },
    body: JSON.stringify({ query: PAGE, variables: { after } }),
  });
  return (await response.json()) as Answer;
}

const apps: App[] = [];
let after: string | null = null;
for (;;) {
  const { data, errors = [] } = await ask(after);
  const [error] = errors;
  if (error?.extensions.code === 'OVERLOADED') {
    await sleep(error.extensions.retryAfterMs ?? 1_000);
    continue;
  }
  const page = data?.appUsage;
  if (page === undefined || page === null) throw new Error(error?.message);
  apps.push(...page.edges.flatMap((edge) => edge?.node ?? []));
  if (!page.pageInfo.hasNextPage) break;
  after = page.pageInfo.endCursor;
}
console.log(`${apps.length} apps`);
