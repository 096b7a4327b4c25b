import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startTestGateway } from './support/gateway.ts';

test("the README's query is answered with the README's data", async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, query = ''] = /```graphql\n([^`]*)```/.exec(readme) ?? [];
  const [, answer = ''] = /```json\n([^`]*)```/.exec(readme) ?? [];
  const gateway = await startTestGateway();
  const { data } = await gateway.query(query);
  expect(data).toEqual(JSON.parse(answer).data);
  await gateway.close();
});
