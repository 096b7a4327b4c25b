/** Runs a command line in this process, its output kept. */
import { PassThrough } from 'node:stream';
import { runCommand } from '../../src/commands/run-command.ts';
import type { Environment } from '../../src/environment.ts';

export interface CommandRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runInProcess(args: readonly string[], env: Environment = {}): Promise<CommandRun> {
  const stdout = captured();
  const stderr = captured();
  const exitCode = await runCommand({
    args,
    env,
    stdout: stdout.stream,
    stderr: stderr.stream,
    isTerminal: false,
    signal: new AbortController().signal,
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function captured() {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { stream, text: () => text };
}
