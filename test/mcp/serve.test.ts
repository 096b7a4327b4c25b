import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { connectClient } from './connected-client.ts';

/** A process starts, and V8 writes down all that it ran. */
const TIMEOUT_MS = 60_000;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Starts the built program, lets `use` have its address, and resolves to what it printed and which files it loaded. */
async function run(env: Readonly<Record<string, string>>, use: (url: string) => Promise<void>) {
  const child = spawn(process.execPath, [join(inject('builtProgram'), 'main.js'), 'serve'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: 'sqlite::memory:',
      NODE_V8_COVERAGE: directory,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  const listens = new Promise<string>((resolve) => {
    const read = (chunk: string) => {
      printed += chunk;
      const [, url] = /(http:\S+)\/graphql/.exec(printed) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
  });
  try {
    await use(await listens);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  const [report = ''] = await readdir(directory);
  return { printed, loaded: evaluatedModules(await readFile(join(directory, report), 'utf8')) };
}

test(
  'serve has tools where MCP is on: its own, and one for each persisted query',
  async () => {
    const file = join(directory, 'documents.json');
    await writeFile(
      file,
      JSON.stringify({ mine: 'query Mine { organizationUsage { date } }', old: '{ gone }' }),
    );
    const { printed, loaded } = await run({ MCP: 'on', PERSISTED_OPERATIONS: file }, async (url) => {
      await rm(file);
      const { client, call } = await connectClient(url);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['top_apps', 'Mine']));
      expect((await call('Mine')).structuredContent?.data).toHaveProperty('organizationUsage.date');
      await client.close();
    });
    expect(printed).toMatch(/Tools for agents: http:\S+\/mcp\n/);
    expect(printed).toMatch(/"id":"old".*no tool of it/);
    expect(loaded).toContain('src/mcp/open-mcp.ts');
  },
  TIMEOUT_MS,
);

test(
  'serve has no tools otherwise, and loads nothing of what they need',
  async () => {
    const { printed, loaded } = await run({}, async (url) => {
      expect((await fetch(`${url}/mcp`, { method: 'POST' })).status).toBe(404);
    });
    expect(printed).not.toContain('Tools for agents');
    expect(loaded).toContain('src/commands/serve.ts');
    expect(loaded).not.toContain('src/mcp/open-mcp.ts');
  },
  TIMEOUT_MS,
);

const coverage = z.object({
  result: z.array(
    z.object({
      functions: z.array(
        z.object({ functionName: z.string(), ranges: z.array(z.object({ count: z.number() })) }),
      ),
    }),
  ),
});

/** In the bundle each module is a function of its name, called when something first imports it. */
function evaluatedModules(report: string): string[] {
  return coverage.parse(JSON.parse(report)).result.flatMap(({ functions }) =>
    functions
      .filter(({ ranges }) => ranges.some(({ count }) => count > 0))
      .map(({ functionName }) => functionName)
      .filter((name) => name.startsWith('src/')),
  );
}
