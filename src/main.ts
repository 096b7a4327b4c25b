/** The only place that touches the process: arguments, environment, signals, exit code. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { backfillCommand } from './commands/backfill.ts';
import type { Command } from './commands/command-io.ts';
import { exportCommand } from './commands/export.ts';
import { healthcheckCommand } from './commands/healthcheck.ts';
import { printSchemaCommand } from './commands/print-schema.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { serveCommand } from './commands/serve.ts';

const COMMANDS = new Map<string, Command>([
  ['serve', serveCommand],
  ['sandbox', sandboxCommand],
  ['backfill', backfillCommand],
  ['export', exportCommand],
  ['healthcheck', healthcheckCommand],
  ['print-schema', printSchemaCommand],
]);

async function main(): Promise<number> {
  const name = process.argv[2] ?? 'serve';
  const command = COMMANDS.get(name);
  if (command === undefined) {
    process.stderr.write(
      `unknown command ${JSON.stringify(name)}; there are: ${[...COMMANDS.keys()].join(', ')}\n`,
    );
    return 1;
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  return await command({
    args: process.argv.slice(3),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal: process.stdout.isTTY === true,
    signal: stopSignal(),
  });
}

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

process.exitCode = await main();
