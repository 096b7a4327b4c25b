/** Prints what the pages weigh, compressed, and how long they take on a gateway that is warm: `npm run page:sizes`. */
import { startGateway } from './running-gateway.ts';
import { launchBrowser, watchedPage } from './watched-page.ts';

const PAGES = [
  { name: 'dashboard', path: '/', isThere: 'main h1' },
  { name: 'GraphiQL', path: '/graphql', isThere: '.graphiql-query-editor .CodeMirror' },
];
const VISITS = 5;

const gateway = await startGateway({ JODOO_MIN_INTERVAL_MS: '15' });
const browser = await launchBrowser();
try {
  for (const { name, path, isThere } of PAGES) {
    const paintedMs: number[] = [];
    const thereMs: number[] = [];
    let bytes = 0;
    for (let visit = 0; visit < VISITS; visit += 1) {
      const { page } = await watchedPage(browser, gateway.origin);
      await page.goto(`${gateway.origin}${path}`);
      await page.locator(isThere).waitFor();
      const measured = await page.evaluate(() => {
        const files = [
          ...performance.getEntriesByType('navigation'),
          ...performance.getEntriesByType('resource'),
        ];
        const own = files.filter(
          ({ name: address }) => !address.endsWith('/graphql') || files[0]?.name === address,
        );
        return {
          there: performance.now(),
          painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
          bytes: own.reduce(
            (sum, entry) => sum + ('encodedBodySize' in entry ? Number(entry.encodedBodySize) : 0),
            0,
          ),
        };
      });
      paintedMs.push(measured.painted);
      thereMs.push(measured.there);
      bytes = measured.bytes;
      await page.context().close();
    }
    const middle = (values: number[]) => Math.round(values.sort((a, b) => a - b)[VISITS >> 1] ?? 0);
    console.log(
      `${name}: ${Math.round(bytes / 1000)} kB; first paint after ${middle(paintedMs)} ms, usable after ${middle(thereMs)} ms (median of ${VISITS} first visits)`,
    );
  }
} finally {
  await browser.close();
  await gateway.stop();
}
