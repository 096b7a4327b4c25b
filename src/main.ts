/** The only place that touches the process: arguments, environment, signals, exit code. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { runCommand } from './commands/run-command.ts';

/** Aborted by the first SIGTERM or SIGINT; the second ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  }
  return stop.signal;
}

if (existsSync('.env')) process.loadEnvFile('.env');
void runCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stdout.isTTY === true,
  signal: stopSignal(),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
