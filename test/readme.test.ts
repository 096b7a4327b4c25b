import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLivingOrganization } from '../src/sandbox/living-organization.ts';
import { startTestGateway } from './support/gateway.ts';

test("the README's query is answered with the README's data by the organization that a start without a key serves", async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, query = ''] = /```graphql\n([^`]*)```/.exec(readme) ?? [];
  const [, answer = ''] = /```json\n([^`]*)```/.exec(readme) ?? [];
  const gateway = await startTestGateway({ sandbox: { organization: createLivingOrganization() } });
  const { data } = await gateway.query(query);
  expect(data).toEqual(JSON.parse(answer).data);
  await gateway.close();
});
