import type { CommandIo } from './command-io.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';

const HELP = new Set(['--help', '-h']);

/**
 * Runs what a command line asks for; `args` is what follows the program's name. Resolves to the exit code: 0 when it
 * went well, 1 when not, 2 when there is no such command or option.
 */
export async function runCommand({ args, ...io }: CommandIo): Promise<number> {
  const [first = 'serve', ...others] = args;
  if (HELP.has(first) || (first === 'help' && others.length === 0)) {
    io.stdout.write(programHelp(COMMANDS));
    return 0;
  }
  const [name, rest] = first === 'help' ? [others[0], ['--help']] : [first, others];
  const entry = COMMANDS.find((known) => known.name === name);
  if (entry === undefined) {
    io.stderr.write(`There is no command ${JSON.stringify(name)}.\n\n${programHelp(COMMANDS)}`);
    return 2;
  }
  if (rest.some((arg) => HELP.has(arg))) {
    io.stdout.write(await commandHelp(entry));
    return 0;
  }
  try {
    const command = await entry.load();
    return await command({ ...io, args: rest });
  } catch (error) {
    if (!isWrongOption(error)) throw error;
    io.stderr.write(`${error.message}\n"${entry.name} --help" lists what there is.\n`);
    return 2;
  }
}

/** Thrown by `parseArgs`. */
function isWrongOption(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
