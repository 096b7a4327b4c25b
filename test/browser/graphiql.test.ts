import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

/**
 * What a newcomer does first: open /graphql in a browser, look at the examples, type a query and run it. The built
 * gateway runs as its own process, without a key, so that what is opened is what `npm start` serves.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const quiet = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let gateway: ChildProcess;
let origin: string;
let browser: Browser;
let page: Page;
let pictures: string;
const elsewhere: string[] = [];
const pageErrors: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  gateway = startGateway(port);
  pictures = await mkdtemp(join(tmpdir(), 'graphiql-'));
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
  });
  page = await browser.newPage();
  page.on('pageerror', (error) => pageErrors.push(error.message));
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (new URL(url).origin === origin) return route.continue();
    elsewhere.push(url);
    return route.abort();
  });
  await untilAlive();
});

afterAll(async () => {
  await browser?.close();
  if (gateway && gateway.exitCode === null && gateway.kill('SIGTERM')) await once(gateway, 'exit');
});

test('GraphiQL opens with example queries, runs a typed query and asks no other host', async () => {
  await page.goto(`${origin}/graphql`);
  const editor = page.getByLabel('Operation Editor').locator('.view-lines');
  await expect.poll(() => editor.textContent(), { timeout: 30_000 }).toContain('appUsage');

  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.type('query Typed { appUsage(first: 3) { nodes { appName } } }');
  // GraphiQL takes the operation's name a moment after the typing; until then Ctrl+Enter would run the old one.
  await page.locator('.graphiql-tab-active').getByText('Typed').waitFor();
  await page.keyboard.press('Control+Enter');

  const answer = page.locator('.graphiql-response');
  const rows = () => answer.textContent().then((text) => text?.match(/"appName":\s*"[^"]+"/g) ?? []);
  try {
    await expect.poll(rows, { timeout: 30_000 }).toHaveLength(3);
    expect(await answer.textContent()).not.toContain('"errors"');
  } finally {
    const picture = join(pictures, 'graphiql.png');
    await page.screenshot({ path: picture });
    console.log(`What the browser showed: ${picture}`);
  }
  expect(elsewhere).toEqual([]);
  expect(pageErrors).toEqual([]);
});

test('GraphiQL shows the parts of an answer as they arrive', async () => {
  await page.goto(`${origin}/graphql`);
  const editor = page.getByLabel('Operation Editor').locator('.view-lines');
  await expect.poll(() => editor.textContent(), { timeout: 30_000 }).toMatch(/query/);
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  // A day that nobody has asked for: its totals take calls after the one that brings the rows.
  const day = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
  await page.keyboard.insertText(
    `query Parts { appUsage(date: "${day}", first: 3) { nodes @stream { appName } ... @defer { totals { data } } } }`,
  );
  await page.locator('.graphiql-tab-active').getByText('Parts').waitFor();
  const shown: string[] = [];
  await page.exposeFunction('noteAnswer', (text: string) => void shown.push(text));
  await page.evaluate(`new MutationObserver(() => noteAnswer(document.querySelector('.graphiql-response').textContent))
    .observe(document.querySelector('.graphiql-response'), { childList: true, subtree: true, characterData: true })`);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => shown.at(-1), { timeout: 30_000 }).toMatch(/"totals".*"data"/);
  expect(shown.some((text) => text.includes('"appName"') && !text.includes('"totals"'))).toBe(true);
  expect(shown.at(-1)).not.toContain('"errors"');
  expect(elsewhere).toEqual([]);
  expect(pageErrors).toEqual([]);
});

function startGateway(port: number): ChildProcess {
  // Nothing of the developer's own settings: a key or a database of theirs has no business in a test.
  const env = {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: 'sqlite::memory:',
    LOG_FORMAT: 'json',
  };
  const stdio: ['ignore', 'inherit', 'inherit'] = ['ignore', 'inherit', 'inherit'];
  return spawn(process.execPath, ['--enable-source-maps', 'dist/main.js', 'serve'], {
    cwd: root,
    env,
    stdio,
  });
}

async function untilAlive(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (gateway.exitCode !== null)
      throw new Error(`The gateway exited with ${gateway.exitCode}; see its log above.`);
    const alive = await fetch(`${origin}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (alive) return;
    await sleep(100);
  }
  throw new Error(`No answer from ${origin}/health within 30 seconds.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('A listening TCP server has a port.');
  return address.port;
}
