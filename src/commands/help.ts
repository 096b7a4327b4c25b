import type { CommandEntry } from './commands.ts';

/** How the program is called in help; `npx .` in a copy of the repository. */
const PROGRAM = 'jodoo-usage-gateway';

/** What there is. */
export function programHelp(commands: readonly CommandEntry[]): string {
  return [
    'A GraphQL gateway over the usage statistics of your Jodoo organization.',
    '',
    `Usage: ${PROGRAM} [command] [options]`,
    '',
    ...table(commands.map(({ name, operands = '', summary }) => [`${name} ${operands}`.trim(), summary])),
    '',
    `"${PROGRAM} <command> --help" explains one. Settings come from the environment or a file .env: docs/configuration.md.`,
    '',
  ].join('\n');
}

/** How one command is used. */
export async function commandHelp({
  name,
  operands,
  summary,
  options,
  moreHelp,
}: CommandEntry): Promise<string> {
  const usage = [PROGRAM, name, operands, options.length > 0 ? '[options]' : undefined];
  return [
    `${name}: ${summary}`,
    '',
    `Usage: ${usage.filter((part) => part !== undefined).join(' ')}`,
    ...(options.length > 0 ? ['', ...table(options)] : []),
    ...(moreHelp === undefined ? [] : ['', await moreHelp()]),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
