import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/commands.ts';
import { ROOT } from '../docs/documents.ts';
import { runInProcess } from './run-in-process.ts';

test('--help lists every command', async () => {
  const { exitCode, stdout } = await runInProcess(['--help']);
  expect(exitCode).toBe(0);
  for (const { name, summary } of COMMANDS)
    expect(stdout).toMatch(new RegExp(`^  ${name}.*${summary}$`, 'm'));
  expect((await runInProcess(['help'])).stdout).toBe(stdout);
});

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s --help explains its options, and does nothing else',
  async (name, { options }) => {
    const { exitCode, stdout, stderr } = await runInProcess([name, '--help'], { PORT: 'not read' });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^${name}: `));
    for (const [option, meaning] of options) {
      expect(stdout).toContain(`${option} `);
      expect(stdout).toContain(meaning);
    }
  },
);

test("the sandbox's help lists its numbers and its faults", async () => {
  const { stdout } = await runInProcess(['help', 'sandbox']);
  for (const word of ['--port', '--apps', '--members', '--seed', '--interval', '--fault', 'SANDBOX_PORT']) {
    expect(stdout).toContain(word);
  }
  expect(stdout).toMatch(/ forbidden\n/);
  expect(stdout).toMatch(/ slow=2000 {2}\(milliseconds/);
});

test('`npx .` runs the program, as package.json says', async () => {
  // Whoever runs the tests by npx has its options in the environment, and this npx would take them for its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const { stdout } = await promisify(execFile)('npx', ['--offline', '.', 'help'], { cwd: ROOT, env });
  expect(stdout).toContain('restore FILE');
});

test('an unknown command or option ends with 2, and says what there is', async () => {
  const command = await runInProcess(['sevre']);
  expect(command.exitCode).toBe(2);
  expect(command.stderr).toMatch(/no command "sevre"[\s\S]*serve/);
  const option = await runInProcess(['print-schema', '--subgrap']);
  expect(option.exitCode).toBe(2);
  expect(option.stderr).toMatch(/--subgrap[\s\S]*print-schema --help/);
});

test('the schema is printed for clients, and for registries when they are meant', async () => {
  expect((await runInProcess(['print-schema'])).stdout).not.toContain('@key');
  expect((await runInProcess(['print-schema', '--subgraph'])).stdout).toContain('@key(fields: "appId")');
});
