import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

/**
 * The import directions are rules of `.biome.json`. A glob that matches nothing fails nobody, so every direction is
 * probed: one line each, in a file of the room it stands for, all linted in one run under a copy of our configuration.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const IMPORT_RULE = 'lint/style/noRestrictedImports';
const CIRCLE_RULE = 'lint/suspicious/noImportCycles';
const PROCESS_RULE = 'lint/style/noRestrictedGlobals';

/** From top to bottom: a room imports only from those after it. */
const ROOMS = ['server', 'mcp', 'graphql', 'collector', 'usage', 'archive', 'slots', 'jodoo'];
const ENTRANCES = ['main.ts', 'commands/serve.ts', 'environment.ts', 'sandbox/sandbox.ts'];

/** A line of code in a file under `src/`, and the rule that must fire on it (null: none of ours may). */
type Probe = { title: string; path: string; code: string; fires: string | null };

const report = z.object({
  diagnostics: z
    .object({
      category: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }),
    })
    .array(),
});

const probes: Probe[] = [
  ...['dashboard', 'graphiql'].flatMap((page) =>
    ROOMS.map((room) => forbidden(`${page}/probe.ts`, `${room}/x.ts`)),
  ),
  allowed('graphiql/probe.ts', 'dashboard/client/token.ts'),
  ...ROOMS.flatMap((room, place) => [
    ...ENTRANCES.map((target) => forbidden(`${room}/probe.ts`, target)),
    ...ROOMS.slice(0, place).map((above) => forbidden(`${room}/probe.ts`, `${above}/x.ts`)),
    ...ROOMS.slice(0, place).map((above) => forbidden(`${room}/deep/probe.ts`, `${above}/deep/x.ts`)),
    ...ROOMS.slice(place).map((below) => allowed(`${room}/probe.ts`, `${below}/x.ts`)),
    ...ROOMS.slice(place).map((below) => allowed(`${room}/deep/probe.ts`, `${below}/x.ts`)),
    allowed(`${room}/probe.ts`, 'errors.ts'),
  ]),
  ...ROOMS.map((room) => allowed('main.ts', `${room}/x.ts`)),
  ...ROOMS.map((room) => allowed('commands/probe.ts', `${room}/x.ts`)),
  allowed('main.ts', 'environment.ts'),
  allowed('main.ts', 'commands/serve.ts'),
  allowed('commands/probe.ts', 'environment.ts'),
  allowed('commands/probe.ts', 'sandbox/sandbox.ts'),
  forbidden('commands/probe.ts', 'main.ts'),
  forbidden('main.ts', 'sandbox/sandbox.ts'),

  ...['contract', 'metrics', 'statistics-day'].map((file) => allowed('sandbox/probe.ts', `jodoo/${file}.ts`)),
  allowed('sandbox/probe.ts', 'sandbox/faults.ts'),
  allowed('sandbox/deep/probe.ts', 'sandbox/faults.ts'),
  forbidden('sandbox/probe.ts', 'jodoo/client.ts'),
  forbidden('sandbox/probe.ts', 'errors.ts'),
  forbidden('sandbox/probe.ts', 'main.ts'),
  forbidden('sandbox/probe.ts', 'commands/serve.ts'),
  forbidden('sandbox/probe.ts', 'environment.ts'),
  ...ROOMS.slice(0, -1).map((room) => forbidden('sandbox/probe.ts', `${room}/x.ts`)),

  ...[...ROOMS, 'commands', 'sandbox'].map((room) => forbidden('errors.ts', `${room}/x.ts`)),
  ...['main.ts', 'environment.ts'].map((target) => forbidden('errors.ts', target)),
  forbidden('environment.ts', 'commands/serve.ts'),
  forbidden('environment.ts', 'server/x.ts'),

  ...['usage/probe.ts', 'commands/probe.ts', 'sandbox/probe.ts', 'environment.ts', 'errors.ts'].flatMap(
    (path) => [
      probe('may not import node:process', path, "import 'node:process';", IMPORT_RULE),
      probe('may not touch process', path, 'process.exit(1);', PROCESS_RULE),
    ],
  ),
  probe('may touch process', 'main.ts', 'process.exitCode = 1;', null),
  probe('may not re-export from above', 'jodoo/probe.ts', "export { a } from '../usage/x.ts';", IMPORT_RULE),
  probe('may not import late from above', 'jodoo/probe.ts', "await import('../usage/x.ts');", IMPORT_RULE),
  probe(
    'may not import a type from above',
    'jodoo/probe.ts',
    "import type { B } from '../usage/x.ts';",
    IMPORT_RULE,
  ),
  probe('may not write to the console', 'usage/probe.ts', 'console.log(1);', 'lint/suspicious/noConsole'),
  probe('may not export a default', 'usage/default.ts', 'export default 1;', 'lint/style/noDefaultExport'),
  probe('may not say any', 'usage/probe.ts', 'export let c: any;', 'lint/suspicious/noExplicitAny'),
  probe('may not assert non-null', 'usage/probe.ts', 'export const d = c!;', 'lint/style/noNonNullAssertion'),
  ...circle('usage', 'import', "export const x = ''"),
  ...circle('graphql', 'import type', 'export type x = 1'),
  probe('may not be a barrel', 'usage/barrel.ts', "export * from './x.ts';", 'lint/performance/noBarrelFile'),
];

let directory: string;
/** The rules that fired, by `path:line`. */
let fired: Map<string, string[]>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rooms-'));
  await copyFile(join(root, '.biome.json'), join(directory, '.biome.json'));
  for (const path of new Set(probes.map((p) => p.path))) {
    const file = join(directory, 'src', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, linesOf(path).join('\n'));
  }
  fired = await lint(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test.each(probes)('$title', ({ path, code, fires }) => {
  const rules = fired.get(`src/${path}:${linesOf(path).indexOf(code) + 1}`) ?? [];
  if (fires === null) {
    expect(rules).not.toContain(IMPORT_RULE);
    expect(rules).not.toContain(PROCESS_RULE);
    expect(rules).not.toContain(CIRCLE_RULE);
  } else {
    expect(rules).toContain(fires);
  }
});

function linesOf(path: string): string[] {
  return probes.filter((p) => p.path === path).map((p) => p.code);
}

function probe(what: string, path: string, code: string, fires: string | null): Probe {
  return { title: `src/${path} ${what}`, path, code, fires };
}

/** Three files that import each other in a circle, and one that only imports one of them. */
function circle(room: string, how: string, declaration: string): Probe[] {
  const line = (to: string) => `${how} { x } from './circle-${to}.ts'; ${declaration};`;
  return [
    probe('may not be in a circle of imports', `${room}/circle-a.ts`, line('b'), CIRCLE_RULE),
    probe('may not be in a circle of imports', `${room}/circle-b.ts`, line('c'), CIRCLE_RULE),
    probe('may not be in a circle of imports', `${room}/circle-c.ts`, line('a'), CIRCLE_RULE),
    probe('may import one that is in a circle', `${room}/circle-d.ts`, line('a'), null),
  ];
}

function forbidden(path: string, target: string): Probe {
  return probe(`may not import src/${target}`, path, importing(path, target), IMPORT_RULE);
}

function allowed(path: string, target: string): Probe {
  return probe(`may import src/${target}`, path, importing(path, target), null);
}

function importing(from: string, target: string): string {
  const specifier = relative(dirname(from), target);
  return `import '${specifier.startsWith('.') ? specifier : `./${specifier}`}';`;
}

async function lint(where: string): Promise<Map<string, string[]>> {
  const biome = join(root, 'node_modules/.bin/biome');
  const flags = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  // Biome exits 1 when a rule fires, so the exit code says nothing here; what it prints does.
  const output = await new Promise<string>((resolve) => {
    execFile(biome, flags, { cwd: where, maxBuffer: 64 << 20 }, (_error, stdout) => resolve(stdout));
  });
  const rules = new Map<string, string[]>();
  for (const { category, location } of report.parse(JSON.parse(output)).diagnostics) {
    const place = `${location.path}:${location.start.line}`;
    rules.set(place, [...(rules.get(place) ?? []), category]);
  }
  return rules;
}
