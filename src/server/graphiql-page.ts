import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/**
 * GraphiQL as one page that loads nothing from other hosts. It is some 9 MB, so it is compressed once, and
 * browsers that have it are told so. It carries no data: with tokens, put yours into its Headers tab.
 */
export function createGraphiqlPage(
  exampleQueries: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let page: Promise<{ plain: Buffer; zipped: Buffer; etag: string }> | undefined;

  async function make() {
    const plain = Buffer.from(
      renderGraphiQL({
        title: 'Jodoo usage',
        defaultQuery: exampleQueries,
        endpoint: '/graphql',
        shouldPersistHeaders: false,
      }),
    );
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`;
    return { plain, zipped: await promisify(gzip)(plain), etag };
  }

  return async (request, response) => {
    page ??= make();
    const { plain, zipped, etag } = await page;
    const headers = {
      etag,
      vary: 'Accept, Accept-Encoding',
      'cache-control': 'no-cache',
      'x-frame-options': 'DENY',
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
