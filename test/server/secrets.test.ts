import { afterEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { rawRequest } from './raw-request.ts';

const KEY = 'a-key/with "odd" characters';
const PASSWORD = 'pass-of-the-database';
const SECRETS = [KEY, PASSWORD];

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

async function told(error: Error): Promise<{ text: string; log: string }> {
  const resolve = () => Promise.reject(error);
  gateway = await startLocalGateway({ resolve, secrets: SECRETS });
  const { text } = await rawRequest(gateway.url);
  await gateway.close(1000);
  return { text, log: gateway.log() };
}

const spellings = [
  KEY,
  JSON.stringify(KEY),
  encodeURIComponent(KEY),
  `postgres://user:${PASSWORD}@host/db`,
  `https://anna:unknown-password@proxy.example/path?token=unknown-token`,
];

describe.each(spellings)('a secret written as %s', (secret) => {
  test('is in no answer, though a message for clients quotes it', async () => {
    const { text } = await told(new GatewayError('UPSTREAM_REJECTED', `Jodoo said: ${secret}`));
    expect(text).toContain('[redacted]');
    expect(JSON.parse(text).errors[0].message).not.toMatch(/odd|pass-of|unknown/);
  });

  test('is in no log line, though an unexpected error holds it in message, cause and fields', async () => {
    const cause = new Error(`cause ${secret}`);
    const error = Object.assign(new Error(`broken ${secret}`, { cause }), { url: secret, deep: { secret } });
    const { log, text } = await told(error);
    expect(log).toContain('broken');
    expect(log).toContain('[redacted]');
    expect(log + text).not.toMatch(/odd|pass-of|unknown/);
  });
});

test('a log line of a huge error is bounded', async () => {
  const error = Object.assign(new Error('x'.repeat(100_000)), { rows: Array(10_000).fill('y'.repeat(1000)) });
  const { log } = await told(error);
  for (const line of log.split('\n')) expect(line.length).toBeLessThan(100_000);
});
