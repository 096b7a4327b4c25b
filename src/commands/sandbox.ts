import { ENDPOINTS } from '../jodoo/contract.ts';
import { createLivingOrganization } from '../sandbox/living-organization.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { type CommandIo, untilAborted } from './command-io.ts';
import { type SandboxCommandOptions, sandboxOptions } from './sandbox-options.ts';

/** What the command needs of its surroundings: less than a CommandIo, so that a test can hand all of it in. */
export type SandboxCommandIo = Pick<CommandIo, 'args' | 'env' | 'signal'> & {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
};

/** Runs the sandbox alone, for people who develop against Jodoo's usage API itself. */
export async function sandboxCommand(io: SandboxCommandIo): Promise<number> {
  let options: SandboxCommandOptions;
  try {
    options = sandboxOptions(io.args, io.env.SANDBOX_PORT);
  } catch (error) {
    io.stderr.write(`${messageOf(error)}\nnpm run sandbox -- --help lists what there is.\n`);
    return 1;
  }
  return await run(options, io);
}

async function run(options: SandboxCommandOptions, io: SandboxCommandIo): Promise<number> {
  const { port, intervalMs, faults } = options;
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({ port, intervalMs, organization: createLivingOrganization(options) });
  } catch (error) {
    io.stderr.write(
      `The sandbox cannot listen on port ${port}: ${messageOf(error)}. Name a free one with --port or SANDBOX_PORT.\n`,
    );
    return 1;
  }
  for (const fault of faults) sandbox.faults.always(fault);
  io.stdout.write(welcome(sandbox.baseUrl, options));
  await untilAborted(io.signal);
  await sandbox.close();
  return 0;
}

function welcome(baseUrl: string, { apps, members, intervalMs, faults }: SandboxCommandOptions): string {
  return [
    `A Jodoo sandbox listens on ${baseUrl} and accepts any key. Its organization is invented: about ${apps} apps and`,
    `${members} members that come and go. One request each ${intervalMs} ms to each list; faults switched on: ${faults.length}.`,
    'Try:',
    `  curl -s ${baseUrl}${ENDPOINTS.appMetrics.path} -H 'authorization: Bearer any' -H 'content-type: application/json' -d '{"limit": 3}'`,
    '',
  ].join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
