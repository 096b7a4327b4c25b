/** Sandboxes for one test: without a limit, on a day that stands still, of a steady organization unless the test has its own. */
import { afterEach } from 'vitest';
import { appMetricsResponse, ENDPOINTS, memberMetricsResponse } from '../../src/jodoo/contract.ts';
import { createOrganization } from '../../src/sandbox/organization.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

/** 2026-10-10 07:00 in UTC+8: still the 9th in UTC. */
export const NOW = Date.parse('2026-10-09T23:00:00Z');
export const LATEST = '2026-10-09';
export const APPS = ENDPOINTS.appMetrics.path;
export const MEMBERS = ENDPOINTS.memberMetrics.path;
export const OVERVIEW = ENDPOINTS.overview.path;

/** Closes behind each test what the function that it returns has opened. */
export function sandboxPerTest(): (options?: SandboxOptions) => Promise<Sandbox> {
  const opened: Sandbox[] = [];
  afterEach(async () => {
    for (const sandbox of opened.splice(0)) await sandbox.close();
  });
  return async (options = {}) => {
    const sandbox = await startSandbox({
      intervalMs: 0,
      now: () => NOW,
      organization: createOrganization(),
      ...options,
    });
    opened.push(sandbox);
    return sandbox;
  };
}

export async function post({ baseUrl }: Sandbox, path: string = APPS, body: object = {}) {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** The answer of a list, with the ids of its items. */
export async function list(sandbox: Sandbox, path: string, body: object) {
  const { text } = await post(sandbox, path, body);
  const json: unknown = JSON.parse(text);
  if (path === MEMBERS) {
    const { date, has_next, items } = memberMetricsResponse.parse(json);
    return { date, has_next, ids: items.map(({ member }) => member.member_id) };
  }
  const { date, has_next, items } = appMetricsResponse.parse(json);
  return { date, has_next, ids: items.map(({ app_id }) => app_id) };
}
