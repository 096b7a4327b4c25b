/** The files of docs/deploy: each is read by a parser of its own kind, and says what the program understands. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { VARIABLES } from '../../src/variables.ts';
import { ROOT } from './documents.ts';

const run = promisify(execFile);
const read = (name: string) => readFileSync(join(ROOT, 'docs', 'deploy', name), 'utf8');
const NAMES: readonly string[] = VARIABLES.map(({ name }) => name);
const NGINX = '/usr/sbin/nginx';
const SYSTEMD_ANALYZE = '/usr/bin/systemd-analyze';

function yamlOf(name: string): unknown[] {
  return parseAllDocuments(read(name)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

test('the compose file sets variables that there are, and keeps what has to be kept', () => {
  const shape = z.object({
    services: z.object({
      gateway: z.object({ environment: z.record(z.string(), z.string()), volumes: z.array(z.string()) }),
      database: z.object({ image: z.string(), volumes: z.array(z.string()) }),
    }),
    volumes: z.record(z.string(), z.unknown()),
  });
  const { services, volumes } = shape.parse(yamlOf('compose.yaml')[0]);
  expect(NAMES).toEqual(expect.arrayContaining(Object.keys(services.gateway.environment)));
  const kept = [...services.gateway.volumes, ...services.database.volumes].map((text) => text.split(':')[0]);
  expect(kept.toSorted()).toEqual(Object.keys(volumes).toSorted());
});

test('the Kubernetes manifests probe paths that there are, run as nobody, and write nowhere else', () => {
  const [deployment, service] = yamlOf('kubernetes.yaml');
  expect(deployment).toMatchObject({
    kind: 'Deployment',
    spec: {
      template: {
        spec: {
          securityContext: { runAsNonRoot: true },
          containers: [
            {
              livenessProbe: { httpGet: { path: '/health' } },
              readinessProbe: { httpGet: { path: '/ready' } },
              securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
              volumeMounts: [{ mountPath: '/app/data' }],
            },
          ],
        },
      },
    },
  });
  expect(service).toMatchObject({ kind: 'Service', spec: { selector: { app: 'usage-gateway' } } });
});

test('the dashboard of Grafana and the alerts ask for metrics that there are', () => {
  const telemetry = readFileSync(join(ROOT, 'src', 'server', 'telemetry.ts'), 'utf8');
  const known = new Set([...telemetry.matchAll(/'(gateway_[a-z_]+)'/g)].map(([, name]) => name));
  const panels = z.object({
    panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })),
  });
  const dashboard = panels.parse(JSON.parse(read('grafana.json')));
  const alerts = z
    .object({ groups: z.array(z.object({ rules: z.array(z.object({ expr: z.string() })) })) })
    .parse(yamlOf('alerts.yaml')[0]);
  const expressions = [
    ...dashboard.panels.flatMap(({ targets }) => targets),
    ...alerts.groups.flatMap(({ rules }) => rules),
  ].map(({ expr }) => expr);
  expect(expressions.length).toBeGreaterThan(10);
  const asked = expressions.flatMap((text) => text.match(/gateway_[a-z_]+/g) ?? []);
  expect(asked.filter((name) => !known.has(name.replace(/_bucket$/, '')))).toEqual([]);
});

test.runIf(existsSync(SYSTEMD_ANALYZE))('systemd accepts the unit', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'unit-'));
  const path = join(directory, 'jodoo-usage-gateway.service');
  // The programs of a real host are not here.
  const unit = read('jodoo-usage-gateway.service').replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true');
  await writeFile(path, unit);
  const { stderr } = await run(SYSTEMD_ANALYZE, ['verify', '--man=no', path]);
  expect(stderr.split('\n').filter((line) => line.includes('jodoo-usage-gateway'))).toEqual([]);
  await rm(directory, { recursive: true });
});

test.runIf(existsSync(NGINX))(
  'nginx accepts its file',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nginx-'));
    const key = join(directory, 'key.pem');
    const certificate = join(directory, 'certificate.pem');
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=usage.example.com'],
      ...['-keyout', key, '-out', certificate],
    ]);
    const server = read('nginx.conf')
      .replace('/etc/ssl/certs/usage.example.com.pem', certificate)
      .replace('/etc/ssl/private/usage.example.com.key', key);
    const config = join(directory, 'nginx.conf');
    await writeFile(config, `pid ${directory}/pid;\nevents {}\nhttp {\naccess_log off;\n${server}}\n`);
    const { stderr } = await run(NGINX, ['-t', '-c', config, '-e', join(directory, 'errors.log')]);
    expect(stderr).toContain('test is successful');
    await rm(directory, { recursive: true });
  },
  60_000,
);

test('what a proxy in front allows is longer than what an operation may take', () => {
  const seconds = Number(/proxy_read_timeout (\d+)s/.exec(read('nginx.conf'))?.[1]);
  expect(seconds * 1000).toBeGreaterThan(
    Number(VARIABLES.find(({ name }) => name === 'REQUEST_TIMEOUT_MS')?.default),
  );
  expect(read('Caddyfile')).toContain(`response_header_timeout ${seconds}s`);
});
