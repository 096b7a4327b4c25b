import { request } from 'undici';
import { parseEnvironment } from '../environment.ts';
import type { CommandIo } from './command-io.ts';

const TIMEOUT_MS = 3_000;

/** Asks the gateway of this environment whether it is alive: for a container's HEALTHCHECK. */
export async function healthcheckCommand({ env, stderr }: CommandIo): Promise<number> {
  const parsed = parseEnvironment(env);
  if (!parsed.ok) return 1;
  const { HOST, PORT } = parsed.config;
  // A server that listens on every address is asked on its own machine.
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
  try {
    const { statusCode, body } = await request(
      `http://${host.includes(':') ? `[${host}]` : host}:${PORT}/health`,
      {
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    await body.dump();
    return statusCode === 200 ? 0 : 1;
  } catch (error) {
    stderr.write(`not healthy: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}
