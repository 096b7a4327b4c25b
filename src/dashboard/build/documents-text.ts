import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { typedDocuments } from './typed-documents.ts';

const DASHBOARD = join(import.meta.dirname, '..');
const QUERIES = join(DASHBOARD, 'queries');
const SCHEMA = join(DASHBOARD, '..', '..', 'schema.graphql');

export const DOCUMENTS_FILE = join(DASHBOARD, 'documents.ts');

/** The text that documents.ts should have, from the page's questions and schema.graphql. */
export async function documentsText(): Promise<string> {
  const names = (await readdir(QUERIES)).sort();
  const sources = await Promise.all(names.map((name) => readFile(join(QUERIES, name), 'utf8')));
  const text = await readFile(SCHEMA, 'utf8');
  // Another test holds schema.graphql to the code.
  return typedDocuments(buildSchema(text, { assumeValidSDL: true }), sources);
}
