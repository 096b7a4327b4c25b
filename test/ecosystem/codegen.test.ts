import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { expect, test } from 'vitest';

test('graphql-codegen makes types of schema.graphql as it is shipped', async () => {
  const [file] = await generate(
    {
      schema: join(import.meta.dirname, '..', '..', 'schema.graphql'),
      generates: { 'types.ts': { plugins: ['typescript'] } },
      silent: true,
    },
    false,
  );
  expect(file?.content).toContain('export type AppUsage = Node & {');
});
