import { Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { EXAMPLE_QUERIES } from '../../src/graphiql/example-queries.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { gatewayPerTest } from '../support/gateway.ts';

const gateways = gatewayPerTest();

test.each([
  ['as tests have it', undefined],
  ['that changes', createLivingOrganization({ apps: 30, members: 5, seed: 3 })],
])(
  'GraphiQL opens with five queries that find something in an organization %s',
  async (_name, organization) => {
    const gateway = await gateways.start(organization && { sandbox: { organization } });
    const names = parse(EXAMPLE_QUERIES).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? '') : [],
    );
    expect(names).toHaveLength(5);
    for (const operationName of names) {
      const body = JSON.stringify({ query: EXAMPLE_QUERIES, operationName });
      const { data, errors } = await gateway.query('', {}, { body });
      expect(errors).toBeUndefined();
      const text = JSON.stringify(data);
      expect(text).not.toMatch(/"edges":\[\]|Usage":null/);
    }
  },
);

test('no line of them is cut off in its pane, at half of a small screen', () => {
  const longest = Math.max(...EXAMPLE_QUERIES.split('\n').map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(50);
});
