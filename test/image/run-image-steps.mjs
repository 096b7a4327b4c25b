/**
 * Keeps the Dockerfile honest where there is no Docker: carries out its COPY and RUN steps, each stage in a clean
 * directory, then starts its CMD and asks its HEALTHCHECK. It knows the instructions our Dockerfile uses and refuses
 * any other. What it cannot show: the base image, the user, the network. Node is the one that runs this script.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const context = fileURLToPath(new URL('../..', import.meta.url));
const workshop = mkdtempSync(join(tmpdir(), 'image-'));
// Of our own environment the steps see only what a base image has, and what reaching the registry takes.
const passed = /^(PATH|HOME|npm_config_.*|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|https?_proxy|no_proxy)$/i;
const baseEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => passed.test(name)));

try {
  const image = build(readFileSync(join(context, 'Dockerfile'), 'utf8'));
  assertRefusedWithoutTokens(image);
  await assertServesAndIsHealthy(image);
  say('The image’s steps hold.');
} finally {
  rmSync(workshop, { recursive: true, force: true });
}

/** Carries out every stage; answers the last one: `{ root, cwd, env, cmd, healthcheck }`. */
function build(dockerfile) {
  const stages = new Map();
  let stage;
  for (const { instruction, rest } of instructionsOf(dockerfile)) {
    say(`${instruction} ${rest}`);
    switch (instruction) {
      case 'FROM': {
        const [, image, name = String(stages.size)] = rest.match(/^(\S+)(?: AS (\S+))?$/);
        assert.match(image, /^node:\d+-slim$/, 'Every stage starts from Node’s slim image.');
        stage = { root: join(workshop, name), cwd: '', env: { ...baseEnv } };
        mkdirSync(stage.root);
        stages.set(name, stage);
        break;
      }
      case 'WORKDIR':
        stage.cwd = join(stage.root, rest);
        mkdirSync(stage.cwd, { recursive: true });
        break;
      case 'ENV': {
        const [, name, value] = rest.match(/^(\w+)=(\S*)$/);
        assert.doesNotMatch(name, /KEY|TOKEN|SECRET|PASSWORD/, 'No secret belongs in an image.');
        stage.env[name] = value;
        break;
      }
      case 'COPY':
        copy(stage, stages, rest.split(' '));
        break;
      case 'RUN': {
        // There is no user `node` outside the image.
        const script = rest.replace(/ && chown node:node \S+$/, '');
        execFileSync('sh', ['-ec', script], { cwd: stage.cwd, env: stage.env, stdio: 'inherit' });
        break;
      }
      case 'USER':
        assert.notEqual(rest, 'root');
        stage.user = rest;
        break;
      case 'VOLUME':
        assert.ok(existsSync(join(stage.root, rest)), 'A volume is made before it is mounted over.');
        break;
      case 'EXPOSE':
        assert.equal(rest, stage.env.PORT, 'The exposed port is the one it listens on.');
        break;
      case 'HEALTHCHECK':
        stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4));
        break;
      case 'CMD':
        stage.cmd = JSON.parse(rest);
        break;
      default:
        throw new Error(`The Dockerfile uses ${instruction}, which this script does not know: teach it.`);
    }
  }
  assert(stage.cmd && stage.healthcheck && stage.user, 'The last stage has CMD, HEALTHCHECK and USER.');
  return stage;
}

function instructionsOf(dockerfile) {
  return dockerfile
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      assert(!line.endsWith('\\'), 'This script reads one instruction a line.');
      const [, instruction, rest] = line.match(/^([A-Z]+) (.+)$/);
      return { instruction, rest };
    });
}

/** As Docker does: a folder's content goes into the target, a file goes into it when it ends in a slash. */
function copy(stage, stages, words) {
  const from = words[0].startsWith('--from=') ? words.shift().slice('--from='.length) : undefined;
  const target = words.pop();
  for (const word of words) {
    assert(!/[*?]/.test(word) && !word.startsWith('--'), `This script does not know COPY ${word}.`);
    const source = from === undefined ? join(context, word) : join(stages.get(from).root, word);
    const into = join(stage.cwd, target);
    cpSync(source, target.endsWith('/') ? join(into, basename(word)) : into, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

function assertRefusedWithoutTokens({ cwd, env, cmd: [command, ...args] }) {
  const started = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 20_000 });
  assert.equal(
    started.status,
    1,
    `Without GATEWAY_TOKENS it must exit with 1:\n${started.stdout}${started.stderr}`,
  );
  assert.match(started.stdout + started.stderr, /GATEWAY_TOKENS/, 'The refusal names the cure.');
  say('Without GATEWAY_TOKENS the start is refused.');
}

async function assertServesAndIsHealthy({
  cwd,
  env: imageEnv,
  cmd: [command, ...args],
  healthcheck: [probe, ...probeArgs],
}) {
  const port = await freePort();
  const env = { ...imageEnv, PORT: String(port), GATEWAY_TOKENS: 'a-token-of-the-image-test' };
  const healthy = () => spawnSync(probe, probeArgs, { cwd, env, timeout: 5_000 }).status === 0;
  assert(!healthy(), 'The health check must fail while nothing runs.');

  const gateway = spawn(command, args, { cwd, env, stdio: 'inherit' });
  const exit = once(gateway, 'exit');
  try {
    await waitFor('a healthy answer', healthy, gateway);
    say('The health check passes.');

    const url = `http://127.0.0.1:${port}/graphql`;
    const ask = (headers) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ appUsage(first: 1) { nodes { appName } } }' }),
      });
    assert.equal((await ask({})).status, 401, 'Nobody asks without a token.');
    const answer = await (await ask({ authorization: `Bearer ${env.GATEWAY_TOKENS}` })).json();
    assert.equal(answer.data?.appUsage.nodes.length, 1, JSON.stringify(answer));
    say('A query with a token is answered.');
  } finally {
    gateway.kill('SIGTERM');
  }
  const [code, signal] = await exit;
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, 'SIGTERM ends it cleanly.');
}

async function waitFor(what, isSo, gateway) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    assert.equal(gateway.exitCode, null, `The gateway ended while we waited for ${what}.`);
    if (isSo()) return;
    await sleep(250);
  }
  throw new Error(`No sign of ${what}.`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

function say(text) {
  console.log(`image: ${text}`);
}
