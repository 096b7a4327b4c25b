import { createHash } from 'node:crypto';
import type { Exchange } from './exchange.ts';
import { writeHead } from './write-head.ts';

interface SchemaFile {
  readonly body: Buffer;
  readonly etag: string;
}

/**
 * Serves the schema as a file for clients' tools: plain SDL, as `schema.graphql` of the repository. It is printed when it
 * is first asked for, since that takes longer than the rest of a start.
 */
export function createSchemaFile(printSdl: () => Promise<string>): (exchange: Exchange) => Promise<void> {
  let file: Promise<SchemaFile> | undefined;

  async function print(): Promise<SchemaFile> {
    const body = Buffer.from(await printSdl());
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"` };
  }

  return async (exchange) => {
    file ??= print();
    const { body, etag } = await file;
    const headers = {
      etag,
      'cache-control': 'no-cache',
      'content-type': 'application/graphql; charset=utf-8',
      'x-content-type-options': 'nosniff',
    };
    if (exchange.request.headers['if-none-match'] === etag) writeHead(exchange, 304, headers).end();
    else writeHead(exchange, 200, headers).end(body);
  };
}
