import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { type RunningProgram, startGateway, startSandbox } from './running-gateway.ts';
import { eventually, launchBrowser, watchedPage } from './watched-page.ts';

let browser: Browser;
const running: RunningProgram[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async () => {
  for (const program of running.splice(0).reverse()) await program.stop();
});

afterAll(async () => {
  await browser?.close();
});

async function run(program: Promise<RunningProgram>): Promise<RunningProgram> {
  const started = await program;
  running.push(started);
  return started;
}

test('days that are dragged over are collected while it is watched', async () => {
  const { origin } = await run(startGateway({ JODOO_MIN_INTERVAL_MS: '50', COLLECT: 'off' }));
  const { page } = await watchedPage(browser, origin);
  await page.goto(`${origin}/?view=coverage`);
  const days = page.getByRole('option');
  await eventually(() => days.count()).toBe(180);

  const [from, to] = [await days.nth(100).boundingBox(), await days.nth(104).boundingBox()];
  if (!from || !to) throw new Error('The days are not on the screen.');
  await page.mouse.move(from.x + 3, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 3, to.y + 5, { steps: 12 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Collect these 5 days' }).click();
  await page.getByText(/: (starting…|\d+ of \d+|collected|queued)/).waitFor();

  await eventually(() => days.nth(102).getAttribute('aria-label')).toContain('Apps complete');
  await eventually(() => days.nth(104).getAttribute('aria-label')).toContain('Organization complete');
  // The words for the last event: without events the page only says that the days are queued.
  await page.getByText(/: collected\./).waitFor();
});

test('an upstream that refuses for its rate is said to hold the gateway', async () => {
  const sandbox = await run(startSandbox('--interval', '1000', '--fault', 'refused'));
  const { origin } = await run(
    startGateway({ JODOO_API_KEY: 'sandbox', JODOO_BASE_URL: `${sandbox.origin}/api`, COLLECT: 'off' }),
  );
  const { page } = await watchedPage(browser, origin);
  await page.goto(`${origin}/?view=apps`);
  await page.getByText(/^Jodoo holds us until/).waitFor({ timeout: 30_000 });
  await page.getByText(/^Waiting for Jodoo/).waitFor();
});
