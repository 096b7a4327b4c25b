/** Writes docs/overview.png and docs/apps.png: the README's pictures, of an invented organization. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startGateway } from './running-gateway.ts';
import { launchBrowser, watchedPage } from './watched-page.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const PICTURES = { overview: '/', apps: '/?view=apps' };
/** Until the organization's history and the days to compare are there. */
const COLLECTING_MS = 30_000;

const gateway = await startGateway({ JODOO_MIN_INTERVAL_MS: '15', COLLECT: 'on' });
const browser = await launchBrowser();
try {
  await mkdir(DOCS, { recursive: true });
  const { page } = await watchedPage(browser, gateway.origin, { viewport: { width: 1280, height: 860 } });
  await page.goto(gateway.origin);
  await page.waitForTimeout(COLLECTING_MS);
  for (const [name, path] of Object.entries(PICTURES)) {
    await page.goto(`${gateway.origin}${path}`);
    await page.getByRole('region').nth(0).waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    await page.screenshot({ path: `${DOCS}${name}.png` });
  }
} finally {
  await browser.close();
  await gateway.stop();
}
