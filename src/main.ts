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

/**
 * graphql-js leaves the failures of a list's items to nobody where a later item fails at once. They are a query's, and no
 * reason to end; any other rejection that nobody hears is.
 */
process.on('unhandledRejection', (reason) => {
  if (reason instanceof Error && reason.name === 'GraphQLError') return;
  throw reason;
});

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
