import { ENDPOINTS } from '../jodoo/contract.ts';
import { upstreamDays } from '../jodoo/statistics-day.ts';
import { startSandbox } from '../sandbox/server.ts';
import { type CommandIo, untilAborted } from './command-io.ts';

const DEFAULT_PORT = 4001;

/** Runs the sandbox alone, for people who develop against Jodoo's usage API itself. */
export async function sandboxCommand({ env, stdout, stderr, signal }: CommandIo): Promise<number> {
  const port = Number(env.SANDBOX_PORT?.trim() || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    stderr.write(
      `SANDBOX_PORT must be a whole number from 0 to 65535, got ${JSON.stringify(env.SANDBOX_PORT)}\n`,
    );
    return 1;
  }
  try {
    const sandbox = await startSandbox({ port });
    const [app] = sandbox.organization.apps(upstreamDays(Date.now()).to);
    stdout.write(
      [
        `A Jodoo sandbox listens on ${sandbox.baseUrl} and accepts any key.`,
        'Try:',
        `  curl -s ${sandbox.baseUrl}${ENDPOINTS.appMetrics.path} -H 'authorization: Bearer any' -H 'content-type: application/json' -d '{"app_ids": ["${app?.app_id}"]}'`,
        '',
      ].join('\n'),
    );
    await untilAborted(signal);
    await sandbox.close();
    return 0;
  } catch (error) {
    stderr.write(
      `The sandbox cannot listen on port ${port}: ${error instanceof Error ? error.message : error}. Set SANDBOX_PORT to a free one.\n`,
    );
    return 1;
  }
}
