import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningProgram, startGateway } from './running-gateway.ts';
import {
  eventually,
  launchBrowser,
  seriousFindings,
  sidewaysOverflow,
  type WatchedPage,
  watchedPage,
} from './watched-page.ts';

/** The dashboard of a gateway that collects an invented organization, fifty times as fast as Jodoo would let it. */
let gateway: RunningProgram;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  gateway = await startGateway({ JODOO_MIN_INTERVAL_MS: '20', COLLECT: 'on' });
  browser = await launchBrowser();
});

beforeEach(async () => {
  watched = await watchedPage(browser, gateway.origin);
  page = watched.page;
});

afterEach(async () => {
  expect(watched.elsewhere).toEqual([]);
  expect(watched.faults).toEqual([]);
  await page.context().close();
});

afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

function tile(name: string) {
  return page.getByRole('region', { name, exact: true });
}

test('the overview shows the latest day, its totals, their changes, what moved and who has what', async () => {
  await page.goto(`${gateway.origin}/`);
  await eventually(() => page.title()).toBe('Overview · Jodoo usage');
  await tile('Organization')
    .getByText(/settled|provisional/)
    .waitFor();
  const records = tile('Organization').getByRole('button', { name: /^Records/ });
  await eventually(() => records.textContent()).toMatch(/7 days[+−±]\d/);
  await page
    .getByText('Jodoo answers')
    .or(page.getByText(/waiting, about/))
    .first()
    .waitFor();
  await tile('Records over time').locator('canvas').waitFor();
  await tile('What moved').getByRole('row').nth(1).waitFor();
  await tile('Who has what').getByRole('row').nth(1).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('a card chooses what the chart draws, and the address keeps it for a colleague and for going back', async () => {
  await page.goto(`${gateway.origin}/`);
  await tile('Organization')
    .getByRole('button', { name: /^Forms/ })
    .click();
  await tile('Forms over time').getByRole('button', { name: 'Weeks' }).click();
  expect(page.url()).toContain('metric=FORM_COOP');
  expect(page.url()).toContain('interval=WEEK');

  const colleague = await page.context().newPage();
  await colleague.goto(page.url());
  const weeks = colleague
    .getByRole('region', { name: 'Forms over time' })
    .getByRole('button', { name: 'Weeks' });
  await eventually(() => weeks.getAttribute('aria-pressed')).toBe('true');
  await colleague.close();

  await page.goBack();
  await page.goBack();
  await tile('Records over time').waitFor();
});

test('apps are searched, sorted and paged by the gateway, and one opens with its history', async () => {
  await page.goto(`${gateway.origin}/?view=apps`);
  const rows = page.getByRole('table', { name: 'Apps' }).getByRole('row');
  await eventually(() => rows.count()).toBe(26);
  const first = await rows.nth(1).textContent();
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'Next →' }).click();
  await eventually(() => rows.nth(1).textContent()).not.toBe(first);
  await page.getByText(/^Page 2 of/).waitFor();
  await page.goBack();
  await eventually(() => rows.nth(1).textContent()).toBe(first);

  await page.getByRole('columnheader', { name: 'App', exact: true }).getByRole('button').click();
  await eventually(() =>
    page.getByRole('columnheader', { name: /^App/ }).first().getAttribute('aria-sort'),
  ).toBe('ascending');

  const name = (await rows.nth(2).getByRole('rowheader').textContent()) ?? '';
  await page.getByLabel('Name contains').fill(name);
  await page.getByRole('heading', { name: `Apps with “${name}”` }).waitFor();
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('region', { name, exact: true }).getByText('Creator').waitFor();
  await page.getByRole('region', { name: 'Records over time' }).locator('canvas').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('up to five apps are compared in one chart', async () => {
  await page.goto(`${gateway.origin}/?view=apps`);
  const marks = page.getByRole('checkbox', { name: /^Compare/ });
  for (const index of [0, 1, 2, 3, 4]) await marks.nth(index).check();
  expect(await marks.nth(5).isDisabled()).toBe(true);
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  const others = page.getByRole('button', { name: /^Do not compare/ });
  await eventually(() => others.count()).toBe(4);
  // Five lines and the day.
  await eventually(() => page.locator('.u-legend .u-series').count()).toBe(6);

  await others.first().click();
  await eventually(() => page.locator('.u-legend .u-series').count()).toBe(5);
  await page.getByLabel('Compare with').fill('a');
  await page.locator('.found button').first().click();
  await eventually(() => others.count()).toBe(4);
});

test('a member opens with what they created', async () => {
  await page.goto(`${gateway.origin}/?view=members`);
  const rows = page.getByRole('table', { name: 'Members' }).getByRole('row');
  await rows.nth(1).waitFor({ timeout: 60_000 });
  await tile('Who has what').getByRole('row').nth(1).waitFor();
  expect(await seriousFindings(page)).toEqual([]);

  await rows.nth(1).getByRole('link').click();
  await page.getByRole('table', { name: 'Apps of the member' }).getByRole('row').nth(1).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('every tile opens its own question in GraphiQL, without the token and with its variables', async () => {
  await page.goto(`${gateway.origin}/?view=apps&find=a`);
  const link = await tile('Apps with “a”')
    .getByRole('link', { name: 'Show this as GraphQL' })
    .getAttribute('href');
  const address = new URL(link ?? '', page.url());
  expect(address.pathname).toBe('/graphql');
  expect(address.searchParams.get('query')).toContain('query AppTable');
  expect(JSON.parse(address.searchParams.get('variables') ?? '')).toMatchObject({
    filter: { nameContains: 'a' },
  });
});

test('a table downloads with all its pages, not only the one in sight', async () => {
  await page.goto(`${gateway.origin}/?view=apps`);
  const total = await page.getByText(/^Page 1 of/).textContent();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  const lines = text.trim().split('\r\n');
  expect(text.startsWith('\uFEFFdate,appId,appName')).toBe(true);
  expect(total).toContain(`, ${lines.length - 1} apps`);
});

test('a failing question fails in its tile alone, with its words', async () => {
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('query Groups')) return route.fallback();
    const errors = [{ message: 'The archive is away.', extensions: { code: 'ARCHIVE_UNAVAILABLE' } }];
    return await route.fulfill({ json: { data: { appUsageGroups: null }, errors } });
  });
  await page.goto(`${gateway.origin}/`);
  await tile('Who has what').getByText('The archive is away.').waitFor();
  await tile('Who has what').getByText('ARCHIVE_UNAVAILABLE').waitFor();
  await tile('What moved').getByRole('row').nth(1).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('alert').count()).toBe(1);
});

test('the keyboard alone reaches the views and selects days', async () => {
  await page.goto(`${gateway.origin}/?view=coverage`);
  const days = page.getByRole('option');
  await eventually(() => days.count()).toBe(180);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(page.url()).toContain('#main');

  await days.last().focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowUp');
  await eventually(() => page.getByRole('option', { selected: true }).count()).toBe(8);
  await page.getByRole('button', { name: 'Collect these 8 days' }).waitFor();
});

test.each(['', '?view=apps', '?view=members', '?view=coverage'])(
  'nothing sticks out of a phone at /%s, in the dark either',
  async (search) => {
    const phone = await watchedPage(browser, gateway.origin, {
      viewport: { width: 375, height: 740 },
      colorScheme: 'dark',
      hasTouch: true,
    });
    await phone.page.goto(`${gateway.origin}/${search}`);
    await phone.page.getByRole('region').nth(0).waitFor();
    await eventually(() => phone.page.locator('[aria-busy=true]').count()).toBe(0);
    expect(await sidewaysOverflow(phone.page)).toBe(0);
    expect(await seriousFindings(phone.page)).toEqual([]);
    await phone.page.context().close();
  },
);

test('the page is small, its files are kept by browsers, and nothing but its own files may run', async () => {
  const index = await fetch(`${gateway.origin}/`);
  const policy = index.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(index.headers.get('cache-control')).toBe('no-cache');
  const again = await fetch(`${gateway.origin}/`, {
    headers: { 'if-none-match': index.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);

  const files = [...(await index.text()).matchAll(/(?:src|href)="\.(\/dashboard\/[^"]+)"/g)].map(
    ([, file]) => file,
  );
  expect(files.length).toBeGreaterThan(1);
  let bytes = 0;
  for (const file of files) {
    const answer = await fetch(`${gateway.origin}${file}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    bytes += Number(answer.headers.get('content-length'));
  }
  console.log(`The dashboard is ${files.length} files, ${Math.round(bytes / 1000)} kB compressed.`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(120_000);
});

test('a warm gateway shows the overview within moments', async () => {
  await page.goto(`${gateway.origin}/`);
  await eventually(() => page.locator('[aria-busy=true]').count()).toBe(0);
  const startedMs = performance.now();
  await page.reload();
  await tile('Records over time').locator('canvas').waitFor();
  const tookMs = Math.round(performance.now() - startedMs);
  console.log(`Overview of a warm gateway: ${tookMs} ms from reloading to the chart.`);
  expect(tookMs).toBeLessThan(5000);
});
