import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Exchange } from './exchange.ts';

interface Page {
  readonly plain: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
  readonly policy: string;
}

/**
 * GraphiQL as one page that loads nothing from other hosts. It is some 9 MB, so it is compressed once, and
 * browsers that have it are told so. It carries no data: with tokens, put yours into its Headers tab.
 */
export function createGraphiqlPage(exampleQueries: string): (exchange: Exchange) => Promise<void> {
  let page: Promise<Page> | undefined;

  return async ({ request, response }) => {
    page ??= makePage(exampleQueries);
    const { plain, zipped, etag, policy } = await page;
    const headers = {
      etag,
      vary: 'Accept, Accept-Encoding',
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    const zips = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      ...(zips ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(zips ? zipped : plain);
  };
}

async function makePage(exampleQueries: string): Promise<Page> {
  // Most processes never show it.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Jodoo usage',
    defaultQuery: exampleQueries,
    endpoint: '/graphql',
    shouldPersistHeaders: false,
  });
  const plain = Buffer.from(html);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`;
  return { plain, zipped: await promisify(gzip)(plain), etag, policy: policyFor(html) };
}

/** Only the page's own script runs, and it talks to this server alone. Its editor sets styles and starts workers. */
function policyFor(html: string): string {
  const hashes = inlineScripts(html).map((script) => `'sha256-${sha256(script)}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data: blob:",
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** As a browser finds them: a script ends at the first end tag, whatever it says before it. */
function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/gi)].map(([, script = '']) => script);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
