import type { Config } from '../../environment.ts';
import { createJodooClient, type JodooClient } from '../../jodoo/client.ts';
import { LIST_KINDS, type ListKind, type ListResponse } from '../../jodoo/lists.ts';
import { upstreamDays } from '../../jodoo/statistics-day.ts';
import { UpstreamError } from '../../jodoo/upstream-error.ts';
import { listName } from '../list-options.ts';
import type { Finding } from './finding.ts';

/** Asks each list once, for the latest day: whether the key and the plan allow it, and whether Jodoo counts. */
export async function checkUpstream(
  config: Config & { readonly JODOO_API_KEY: string },
  now: () => number,
): Promise<readonly Finding[]> {
  const { JODOO_API_KEY, JODOO_BASE_URL, JODOO_TIMEOUT_MS } = config;
  const client = createJodooClient({
    baseUrl: JODOO_BASE_URL,
    apiKey: JODOO_API_KEY,
    timeoutMs: JODOO_TIMEOUT_MS,
  });
  const day = upstreamDays(now()).to;
  try {
    return await Promise.all(LIST_KINDS.map((kind) => checkList(client, kind, day)));
  } finally {
    await client.close();
  }
}

type Day = ReturnType<typeof upstreamDays>['to'];

async function checkList(client: JodooClient, kind: ListKind, day: Day): Promise<Finding> {
  const about = listName(kind) === 'organization' ? 'org.' : listName(kind);
  try {
    return finding(about, day, await client.call(kind, { kind: 'page', day, page: 0 }));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Another program has the slot: the key was not refused.
    const isRefused = error instanceof UpstreamError && error.kind === 'refused';
    return { state: isRefused ? 'note' : 'wrong', about, text };
  }
}

function finding(about: string, day: Day, { rows, hasNext }: ListResponse): Finding {
  if (rows.length > 0 && rows.every(({ metrics }) => metrics === null)) {
    const text = `Jodoo accepts the key, but collected nothing on ${day}. An administrator has to open Management Tools > Usage Statistics once; counting starts then.`;
    return { state: 'wrong', about, text };
  }
  const count = hasNext ? `more than ${rows.length}` : String(rows.length);
  return { state: 'fine', about, text: `Jodoo accepts the key; rows of ${day}: ${count}.` };
}
