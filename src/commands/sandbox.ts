import { ENDPOINTS } from '../jodoo/contract.ts';
import { BIG_APP_ID } from '../sandbox/organization.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type CommandIo, untilAborted } from './command-io.ts';

const DEFAULT_PORT = '4001';

/** What the command needs of its surroundings: less than a CommandIo, so that a test can hand it in whole. */
export type SandboxCommandIo = Pick<CommandIo, 'env' | 'signal'> & {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
};

/** Runs the sandbox alone, for people who develop against Jodoo's usage API itself. */
export async function sandboxCommand({ env, stdout, stderr, signal }: SandboxCommandIo): Promise<number> {
  const port = parsePort(env.SANDBOX_PORT?.trim() || DEFAULT_PORT);
  if (port === undefined) {
    stderr.write(
      `SANDBOX_PORT must be a whole number from 0 to 65535 (0: any free port), got ${JSON.stringify(env.SANDBOX_PORT)}.\n`,
    );
    return 1;
  }
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({ port });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    stderr.write(`The sandbox cannot listen on port ${port}: ${message}. Set SANDBOX_PORT to a free one.\n`);
    return 1;
  }
  stdout.write(welcome(sandbox.baseUrl));
  await untilAborted(signal);
  await sandbox.close();
  return 0;
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

function welcome(baseUrl: string): string {
  return [
    `A Jodoo sandbox listens on ${baseUrl} and accepts any key. The organization is invented.`,
    'Try:',
    `  curl -s ${baseUrl}${ENDPOINTS.appMetrics.path} -H 'authorization: Bearer any' -H 'content-type: application/json' -d '{"app_ids": ["${BIG_APP_ID}"]}'`,
    '',
  ].join('\n');
}
