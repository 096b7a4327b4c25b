import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Exchange } from './exchange.ts';
import type { Route } from './routes.ts';
import { writeHead } from './write-head.ts';

/** Where `npm run build` puts the pages. The same place from src/ and from dist/, so that `npm run dev` has them, too. */
const BUILT = fileURLToPath(new URL('../../dist/', import.meta.url));

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface BuiltPageOptions {
  /** Where its files are; default: the directory of that name in dist/. */
  readonly directory?: string;
  readonly name: string;
  /** Where the page is served; its files are served below `/`, as they are in the directory. */
  readonly path: string;
  readonly when?: (request: IncomingMessage) => boolean;
  /** Header `content-security-policy` of the page. */
  readonly policy: string;
  /** Answered instead of the page where it has not been built. */
  readonly notBuilt: string;
}

interface BuiltFile {
  readonly plain: Buffer;
  readonly zipped: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A page and its files, each a route of its own, so that no path of a request ever names a file. They hold no data:
 * what a page shows, it asks of GraphQL.
 */
export function builtPage(options: BuiltPageOptions): readonly Route[] {
  const { name, path, when, policy, notBuilt } = options;
  const directory = options.directory ?? join(BUILT, name, '/');
  const place = { path, ...(when && { when }) };
  const files = listFiles(directory);
  if (!files.includes('index.html'))
    return [routeTo(place, (exchange) => answerNotBuilt(exchange, notBuilt))];
  return files.map((fileName) => {
    const isPage = fileName === 'index.html';
    let file: BuiltFile | undefined;
    return routeTo(isPage ? place : { path: `/${fileName}` }, (exchange) => {
      const { request } = exchange;
      file ??= readBuiltFile(directory, fileName, isPage ? pageHeaders(policy) : {});
      if (request.headers['if-none-match'] === file.headers.etag) {
        writeHead(exchange, 304, file.headers).end();
        return;
      }
      const { body, headers } = encodedFor(request, file);
      writeHead(exchange, 200, { ...headers, 'content-length': body.length }).end(body);
    });
  });
}

function routeTo(place: Pick<Route, 'path' | 'when'>, handle: (exchange: Exchange) => void): Route {
  return { ...place, methods: ['GET', 'HEAD'], access: 'page', handle };
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in CONTENT_TYPES)
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length).replace(/^\/+/, ''));
  } catch {
    return [];
  }
}

function pageHeaders(policy: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    // The page names the files of its build.
    'cache-control': 'no-cache',
    // One address may serve a page to browsers and answers to programs.
    vary: 'Accept, Accept-Encoding',
  };
}

function readBuiltFile(directory: string, name: string, more: BuiltFile['headers']): BuiltFile {
  const plain = readFileSync(join(directory, name));
  const headers = {
    'content-type': CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    // The files have a hash of their content in their names.
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`,
    vary: 'Accept-Encoding',
    ...more,
  };
  return { plain, zipped: gzipSync(plain, { level: 9 }), headers };
}

function encodedFor(
  { headers }: IncomingMessage,
  file: BuiltFile,
): { body: Buffer; headers: BuiltFile['headers'] } {
  const zips = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  if (!zips) return { body: file.plain, headers: file.headers };
  return { body: file.zipped, headers: { ...file.headers, 'content-encoding': 'gzip' } };
}

function answerNotBuilt(exchange: Exchange, text: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  writeHead(exchange, 503, headers).end(text);
}
