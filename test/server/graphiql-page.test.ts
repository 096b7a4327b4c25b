import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function withGateway<Result>(use: (gateway: LocalGateway) => Promise<Result>): Promise<Result> {
  const gateway = await startLocalGateway();
  try {
    return await use(gateway);
  } finally {
    await gateway.close(0);
  }
}

test('GraphiQL runs its own files alone, may not be framed, and tells nobody where it was', async () => {
  const page = await withGateway(({ url }) => fetch(`${url}/graphql`, { headers: HTML }));
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
});

test('a browser that opens an address with a query is sent the page, and nothing is executed', async () => {
  let executed = 0;
  const gateway = await startLocalGateway({ onContext: () => (executed += 1) });
  const address = `${gateway.url}/graphql?query={nullable}`;
  const page = await fetch(address, { headers: HTML });
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('<title>GraphiQL');
  expect(executed).toBe(0);
  // Whoever asks for JSON is sent JSON, whatever else they take.
  const answer = await fetch(address, { headers: { accept: 'application/json, text/html;q=0.5' } });
  expect(await answer.json()).toMatchObject({ data: { nullable: 'fine' } });
  await gateway.close(0);
});

test('what is needed first is below 12 kB, and all of the page below 600 kB', async () => {
  const { first, all } = await withGateway(async ({ url }) => {
    const read = async (path: string) => (await fetch(new URL(path, `${url}/`), { headers: HTML })).text();
    const html = await read('graphql');
    const named = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
    const files = new Map<string, string>();
    async function load(path: string, imports: RegExp): Promise<void> {
      if (files.has(path)) return;
      const text = await read(path);
      files.set(path, text);
      if (!path.endsWith('.js')) return;
      const found = named(text, imports).map((name) => `graphiql/${name}`);
      for (const name of found) await load(name, imports);
    }
    for (const path of named(html, /(?:src|href)="\.\/(graphiql\/[^"]+)"/g)) {
      await load(path, /(?:from|import)\s*[`"']\.\/([^`"']+)/g);
    }
    const size = () => [html, ...files.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
    const firstBytes = size();
    const started = [...files.keys()].filter((path) => path.endsWith('.js'));
    for (const path of started) files.delete(path);
    for (const path of started) await load(path, /[`"'](?:\.\/|graphiql\/)([\w.-]+\.(?:js|css))[`"']/g);
    return { first: firstBytes, all: size() };
  });
  expect(first).toBeGreaterThan(2000);
  expect(first).toBeLessThan(12_000);
  expect(all).toBeGreaterThan(300_000);
  expect(all).toBeLessThan(600_000);
});
