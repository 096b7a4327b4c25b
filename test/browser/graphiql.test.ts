import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningProgram, startGateway } from './running-gateway.ts';
import { launchBrowser, watchedPage } from './watched-page.ts';

/**
 * What a newcomer does first: open /graphql in a browser, look at the examples, type a query and run it. The built
 * gateway runs as its own process, without a key, so that what is opened is what `npm start` serves.
 */
const TOKEN = 'f3a91c07d5e84b62a0c9d7e15b38f642';
const TYPED = 'query Typed { appUsage(first: 3) { nodes { appName } } }';

let gateway: RunningProgram;
let guarded: RunningProgram;
let browser: Browser;

beforeAll(async () => {
  [gateway, guarded, browser] = await Promise.all([
    startGateway(),
    startGateway({ GATEWAY_TOKENS: TOKEN, JODOO_MIN_INTERVAL_MS: '20' }),
    launchBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), guarded?.stop()]);
});

const editorOf = (page: Page) => page.getByLabel('Query Editor').locator('.CodeMirror-code');
const answerOf = (page: Page) => page.locator('.graphiql-response .CodeMirror-code');

async function run(page: Page, name: string, query: string): Promise<void> {
  await editorOf(page).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(query);
  // GraphiQL takes the operation's name a moment after the typing; until then Ctrl+Enter would run the old one.
  await page.locator('.graphiql-tab-active').getByText(name).waitFor();
  await page.keyboard.press('Control+Enter');
}

test('GraphiQL opens with example queries, runs a typed query and asks no other host', async () => {
  const { page, elsewhere, faults } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/graphql`);
  await editorOf(page).getByText('LargestApps').waitFor();

  await run(page, 'Typed', TYPED);
  const rows = () => answerOf(page).getByText(/^"appName"$/);
  await expect.poll(() => rows().count(), { timeout: 30_000 }).toBe(3);
  expect(await answerOf(page).textContent()).not.toContain('"errors"');
  expect([elsewhere, faults]).toEqual([[], []]);
});

test('the parts of an answer are shown as they arrive', async () => {
  const { page, faults } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/graphql`);
  await editorOf(page).waitFor();
  const shown: string[] = [];
  await page.exposeFunction('noteAnswer', (text: string) => void shown.push(text));
  await page.evaluate(`new MutationObserver(() => noteAnswer(document.querySelector('.graphiql-response').textContent))
    .observe(document.querySelector('.graphiql-response'), { childList: true, subtree: true, characterData: true })`);
  // A day that nobody has asked for: its totals take calls after the one that brings the rows.
  const [day] = await lastDays(20);
  await run(
    page,
    'Parts',
    `query Parts { appUsage(date: "${day}", first: 3) { nodes @stream { appName } ... @defer { totals { data } } } }`,
  );
  await expect.poll(() => shown.at(-1), { timeout: 30_000 }).toMatch(/"totals".*"data"/);
  expect(shown.some((text) => text.includes('"appName"') && !text.includes('"totals"'))).toBe(true);
  expect(shown.at(-1)).not.toContain('"errors"');
  expect(faults).toEqual([]);
});

test('something is there while the editor is still on its way', async () => {
  const { page } = await watchedPage(browser, gateway.origin);
  await page.route('**/graphiql/editor-*.js', () => undefined);
  await page.goto(`${gateway.origin}/graphql`, { waitUntil: 'commit' });
  await page.getByText('The editor is loading.').waitFor();
  await page.getByText('query LargestApps').waitFor();
  await page.getByRole('link', { name: 'Dashboard' }).waitFor();
});

test('a query in the address is opened with its variables, and runs only when it is told to', async () => {
  const { page } = await watchedPage(browser, gateway.origin);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  const query = 'query Asked($first: Int) { appUsage(first: $first) { nodes { appId } } }';
  const search = new URLSearchParams({ query, variables: '{"first": 2}' });
  await page.goto(`${gateway.origin}/graphql?${search}`);
  await editorOf(page).getByText('Asked').waitFor();
  await page.getByRole('button', { name: 'Variables' }).click();
  await page.getByLabel('Variables').getByText('"first"').waitFor();
  expect(sent.filter((body) => body.includes('Asked'))).toEqual([]);

  await page.getByRole('button', { name: /^Execute/ }).click();
  await expect
    .poll(
      () =>
        answerOf(page)
          .getByText(/^"appId"$/)
          .count(),
      { timeout: 30_000 },
    )
    .toBe(2);
});

test('the documentation starts with an introduction, and hides what only routers ask', async () => {
  const { page } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/graphql`);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const documentation = page.locator('.graphiql-plugin');
  await documentation.getByText('Usage of one Jodoo organization').waitFor();
  const types = await documentation.locator('.graphiql-doc-explorer-type-name').allTextContents();
  expect(types).toEqual(expect.arrayContaining(['Query', 'AppUsage', 'OrganizationUsage']));
  expect(types.filter((name) => /^_(?!_)/.test(name))).toEqual([]);
  await documentation.getByRole('link', { name: 'Query', exact: true }).click();
  await documentation.getByText('organizationUsage', { exact: true }).waitFor();
  expect(await documentation.getByText(/^_(entities|service)$/).count()).toBe(0);
});

test('while a query waits, a line says at which call it is, and about how long it takes', async () => {
  const { page } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/graphql`);
  await editorOf(page).waitFor();
  const days = await lastDays(8);
  await run(
    page,
    'Week',
    `query Week { ${days.map((date, place) => `day${place}: organizationUsage(date: "${date}") { metrics { data } }`).join('\n')} }`,
  );
  const status = page.getByRole('status').filter({ hasText: 'Waiting for Jodoo' });
  const words = new Set<string>();
  await expect
    .poll(async () => words.add((await status.allTextContents()).join()), { timeout: 30_000, interval: 100 })
    .toSatisfy((said: Set<string>) => [...said].some((text) => /call [3-8] of [78], about \d+ s/.test(text)));
  await expect
    .poll(
      () =>
        answerOf(page)
          .getByText(/^"data"$/)
          .count(),
      { timeout: 30_000 },
    )
    .toBe(9);
  expect(await status.count()).toBe(0);
});

test('the stop button ends a query that waits', async () => {
  const { page } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/graphql`);
  await editorOf(page).waitFor();
  await run(page, 'Live', 'subscription Live { gateway { latestDate } }');
  await answerOf(page)
    .getByText(/^"latestDate"$/)
    .waitFor();
  await page.getByRole('button', { name: /^Stop query/ }).click();
  await page.getByRole('button', { name: /^Execute/ }).waitFor();
});

test('with tokens it asks for one, keeps it out of the address and the storage, and forgets it', async () => {
  const { page, faults } = await watchedPage(browser, guarded.origin);
  await page.goto(`${guarded.origin}/graphql`);
  await page.getByText('This gateway asks for a token.').waitFor();
  const signIn = async (token: string) => {
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await signIn('no token of this gateway');
  await page.getByText("holds none of the gateway's tokens").waitFor();
  await signIn(TOKEN);
  await editorOf(page).getByText('LargestApps').waitFor();
  await run(page, 'Typed', TYPED);
  await expect
    .poll(
      () =>
        answerOf(page)
          .getByText(/^"appName"$/)
          .count(),
      { timeout: 30_000 },
    )
    .toBe(3);
  expect(page.url()).toBe(`${guarded.origin}/graphql`);
  expect(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).not.toContain(TOKEN);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Keep it until this tab is closed').check();
  await signIn(TOKEN);
  await editorOf(page).waitFor();
  await page.reload();
  await editorOf(page).waitFor();
  expect(faults).toEqual([]);
});

test('a phone shows the query above its answer, and the documentation in their place', async () => {
  const { page } = await watchedPage(browser, gateway.origin, {
    viewport: { width: 375, height: 720 },
    isMobile: true,
    hasTouch: true,
  });
  await page.goto(`${gateway.origin}/graphql`);
  await editorOf(page).getByText('LargestApps').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  const query = await page.getByLabel('Query Editor').boundingBox();
  const answer = await page.getByLabel('Result Window').boundingBox();
  expect(query?.width).toBeGreaterThan(320);
  expect(answer?.width).toBeGreaterThan(320);
  expect(answer?.y).toBeGreaterThanOrEqual((query?.y ?? 0) + (query?.height ?? 0));

  const show = page.getByRole('button', { name: 'Show Documentation Explorer' });
  await show.tap();
  await page.getByText('Usage of one Jodoo organization').waitFor();
  await expect.poll(() => page.getByLabel('Query Editor').isVisible()).toBe(false);
  expect((await page.locator('.graphiql-plugin').boundingBox())?.width).toBeGreaterThan(350);
});

/** The latest days that Jodoo tells of but one, latest first: nobody has asked for them yet. */
async function lastDays(count: number): Promise<string[]> {
  const response = await fetch(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ gateway { latestDate } }' }),
  });
  const body: unknown = await response.json();
  const [latest = ''] = /\d{4}-\d\d-\d\d/.exec(JSON.stringify(body)) ?? [];
  return Array.from({ length: count }, (_, place) =>
    new Date(Date.parse(latest) - (place + 3) * 86_400_000).toISOString().slice(0, 10),
  );
}
