/** Builds the program once for all test files of a run: they start it as its users do, and serve the page that it has. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Directory of the built program. */
    builtProgram: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function setup(project: TestProject): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build-if-stale.mjs')]);
  project.provide('builtProgram', join(root, 'dist'));
}
