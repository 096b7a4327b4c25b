/** `npm run dashboard:documents`: writes documents.ts, from queries/ and the schema. */
import { writeFile } from 'node:fs/promises';
import { DOCUMENTS_FILE, documentsText } from './documents-text.ts';

await writeFile(DOCUMENTS_FILE, await documentsText());
