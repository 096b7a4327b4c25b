// The examples of docs/ find their packages here, as a reader's `npm install` would put them beside them.
import { existsSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const link = fileURLToPath(new URL('../../docs/examples/node_modules', import.meta.url));
if (!existsSync(link)) symlinkSync('../../test/ecosystem/node_modules', link, 'dir');
