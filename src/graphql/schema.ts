import { printSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import { withEntitiesApart } from './entities-apart.ts';
import './types/scalars.ts';
import './types/app-metrics.ts';
import './types/member.ts';
import './types/app-usage.ts';
import './types/app.ts';
import './types/app-usage-connection.ts';
import './types/app-usage-history.ts';
import './types/usage-totals.ts';
import './types/gateway.ts';

/** Old enough for every router that speaks federation 2. */
const FEDERATION = 'https://specs.apollo.dev/federation/v2.3';

const schema = withEntitiesApart(builder.toSubGraphSchema({ linkUrl: FEDERATION }));

/** The executable schema. */
export function buildSchema(): GraphQLSchema {
  return schema;
}

/** The schema as `schema.graphql` holds it: this subgraph's, sorted, with descriptions and federation's directives. */
export function printedSchema(): string {
  return `${printSubgraphSchema(schema)}\n`;
}
