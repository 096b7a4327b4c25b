import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningProgram, startGateway } from './running-gateway.ts';
import { launchBrowser, seriousFindings, watchedPage } from './watched-page.ts';

const TOKEN = 'f3a91c07d5e84b62a0c9d7e15b38f642';

let gateway: RunningProgram;
let browser: Browser;

beforeAll(async () => {
  gateway = await startGateway({ JODOO_MIN_INTERVAL_MS: '20', GATEWAY_TOKENS: TOKEN });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

async function signIn(options: { readonly keep: boolean }) {
  const { page, faults } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/?view=apps&find=a`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByLabel('Token', { exact: true }).fill(TOKEN);
  if (options.keep) await page.getByLabel('Keep it until this tab is closed').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Apps with “a”' }).waitFor();
  return { page, faults };
}

test('a gateway with tokens asks for one, and the view of the address is there after it', async () => {
  const { page, faults } = await signIn({ keep: false });
  await page.getByRole('table', { name: 'Apps' }).getByRole('row').nth(1).waitFor();
  expect(page.url()).not.toContain(TOKEN);
  const links = await page
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links.join('\n')).not.toContain(TOKEN);

  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(faults).toEqual([]);
});

test('a kept token survives reloading the tab, and signing out forgets it', async () => {
  const { page } = await signIn({ keep: true });
  await page.reload();
  await page.getByRole('heading', { name: 'Apps with “a”' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).toBe('[{},{}]');
});

test('a wrong token is said to be wrong, and is not kept', async () => {
  const { page } = await watchedPage(browser, gateway.origin);
  await page.goto(`${gateway.origin}/`);
  await page.getByText('This gateway asks for a token.').waitFor();
  await page.getByLabel('Token', { exact: true }).fill('no token of this gateway');
  await page.getByLabel('Keep it until this tab is closed').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The gateway does not accept this token.').waitFor();
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toBe('{}');
});
