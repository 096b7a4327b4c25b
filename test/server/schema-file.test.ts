import { afterEach, expect, test } from 'vitest';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

test('the schema is served as a file to those who may query, and a tool that has it is told so', async () => {
  const token = 'a-token-of-some-length';
  gateway = await startLocalGateway({ tokens: [{ name: 'tool', token }] });
  const ask = (headers: Record<string, string>) => fetch(`${gateway.url}/schema.graphql`, { headers });
  expect((await ask({})).status).toBe(401);
  const authorization = `Bearer ${token}`;
  const answer = await ask({ authorization });
  expect(answer.headers.get('content-type')).toBe('application/graphql; charset=utf-8');
  expect(await answer.text()).toBe('type Query { nullable: String }');
  const etag = answer.headers.get('etag') ?? '';
  expect((await ask({ authorization, 'if-none-match': etag })).status).toBe(304);
});
