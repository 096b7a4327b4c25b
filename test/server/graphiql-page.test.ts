import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { startLocalGateway } from './local-gateway.ts';

test('GraphiQL runs its own script alone, may not be framed, and tells nobody where it was', async () => {
  const gateway = await startLocalGateway();
  const page = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
  const html = await page.text();
  await gateway.close(0);
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/i.exec(html) ?? [];
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`);
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
});
