import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('run-for-code-cache.cjs', import.meta.url));
const QUERY = '{ appUsage(first: 1) { edges { cursor } } }';

/** Starts the build in `dist` once, up to its first answer, and keeps what V8 has compiled by then. */
export async function fillCodeCache(dist) {
  const child = fork(RUN, ['serve'], {
    // Nobody's .env is there.
    cwd: dist,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      JODOO_MIN_INTERVAL_MS: '1',
      DATABASE_URL: 'sqlite::memory:',
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'silent',
    },
  });
  const ended = once(child, 'exit');
  const url = await Promise.race([addressIn(child.stdout), ended.then(() => undefined)]);
  if (url === undefined) throw new Error('The build does not start.');
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  await answer.text();
  child.send('keep');
  const [exitCode] = await ended;
  if (exitCode !== 0) throw new Error(`Filling the code cache ended with ${exitCode}.`);
}

async function addressIn(stdout) {
  let text = '';
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    text += chunk;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
}
