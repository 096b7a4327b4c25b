import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Exchange } from './exchange.ts';
import type { Route } from './routes.ts';

/** Where `npm run build` puts the page. The same place from src/ and from dist/, so that `npm run dev` has it, too. */
const BUILT = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Scripts and styles are files of ours, and the page talks to this server alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

interface BuiltFile {
  readonly plain: Buffer;
  readonly zipped: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The dashboard: its page at `/` and its files at `/dashboard/`, each a route of its own, so that no path of a request
 * ever names a file. They hold no data: what the page shows, it asks of GraphQL.
 */
export function dashboardRoutes(directory: string = BUILT): readonly Route[] {
  const files = listFiles(directory);
  if (!files.includes('index.html')) return [routeTo('/', answerNotBuilt)];
  return files.map((name) => {
    const path = name === 'index.html' ? '/' : `/${name}`;
    let file: BuiltFile | undefined;
    return routeTo(path, ({ request, response }) => {
      file ??= readBuiltFile(directory, name);
      if (request.headers['if-none-match'] === file.headers.etag) {
        response.writeHead(304, file.headers).end();
        return;
      }
      const { body, headers } = encodedFor(request, file);
      response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
    });
  });
}

function routeTo(path: string, handle: (exchange: Exchange) => void): Route {
  return { path, methods: ['GET', 'HEAD'], access: 'page', handle };
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

function readBuiltFile(directory: string, name: string): BuiltFile {
  const plain = readFileSync(join(directory, name));
  const isPage = name === 'index.html';
  const headers = {
    'content-type': CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    // The files have a hash of their content in their names; the page names the files of its build.
    'cache-control': isPage ? 'no-cache' : 'public, max-age=31536000, immutable',
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`,
    vary: 'Accept-Encoding',
    ...(isPage ? PAGE_HEADERS : {}),
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

function answerNotBuilt({ response }: Exchange): void {
  response
    .writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end('The dashboard has not been built. Run `npm run build`. GraphQL is at /graphql.\n');
}
