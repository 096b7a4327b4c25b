import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { remembered } from './remembered.ts';

export type ContentCoding = 'br' | 'gzip';

/** Shorter bodies gain nothing that is worth the work. */
const LEAST_BYTES = 1000;
/** Higher ones take many times as long for a few percent. */
const BROTLI_QUALITY = 5;

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/** The best of our codings that a client accepts by its Accept-Encoding; undefined: none. */
export function acceptedCoding(header: string | undefined): ContentCoding | undefined {
  return header === undefined ? undefined : bestCoding(header);
}

const bestCoding = remembered((header): ContentCoding | undefined => {
  if (accepts(header, 'br')) return 'br';
  return accepts(header, 'gzip') ? 'gzip' : undefined;
});

/** The same bytes, coded off the event loop; undefined where that does not make them fewer. */
export async function encoded(body: Buffer, coding: ContentCoding): Promise<Buffer | undefined> {
  if (body.length < LEAST_BYTES) return undefined;
  const coded =
    coding === 'gzip'
      ? await toGzip(body)
      : await toBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  return coded.length < body.length ? coded : undefined;
}

/** Named with a quality that is not 0. A wildcard promises nothing that we need. */
function accepts(header: string, coding: ContentCoding): boolean {
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === coding && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}
