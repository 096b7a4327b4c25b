/** Load by wrk, one thread of C: a generator in Node is slower than the servers that it would measure. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { luaScript, type Template } from './request-template.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  readonly template: Template;
  /** The number of the first request. */
  readonly from: number;
  /** Where the script is written. */
  readonly scriptFile: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  /** The mean of an answer, with its head. */
  readonly bytes: number;
}

const run = promisify(execFile);
const MISSING =
  'The load comes from wrk, which is not installed. Debian and Ubuntu: apt-get install wrk. macOS: brew install wrk. Sources: https://github.com/wg/wrk';

/** Rejects, saying what to install, where there is no wrk. */
export async function requireWrk(): Promise<void> {
  await run('wrk', ['-v']).catch((error: NodeJS.ErrnoException) => {
    // wrk tells its version and then fails, because it was given no address.
    if (error.code === 'ENOENT') throw new Error(MISSING);
  });
}

/** Rejects when there was no answer, or one that was not of the 200s. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { port, connections, seconds, template, from, scriptFile } = options;
  await writeFile(scriptFile, luaScript(template, from));
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    `-s${scriptFile}`,
    `http://127.0.0.1:${port}/graphql`,
  ]);
  const { requests, durationUs, bytes, p99Us, failures } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (requests === 0 || failures > 0)
    throw new Error(`wrk had ${requests} answers and ${failures} failures:\n${stdout}`);
  return {
    requests,
    perSecond: (1e6 * requests) / durationUs,
    p99Ms: p99Us / 1000,
    bytes: bytes / requests,
  };
}
