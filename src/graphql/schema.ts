import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import './types/scalars.ts';
import './types/app-metrics.ts';
import './types/member.ts';
import './types/app-usage.ts';
import './types/app.ts';
import './types/app-usage-connection.ts';
import './types/app-usage-history.ts';
import './types/usage-totals.ts';
import './types/gateway.ts';

const schema = builder.toSchema();

/** The executable schema. */
export function buildSchema(): GraphQLSchema {
  return schema;
}

/** The schema as `schema.graphql` holds it: sorted, with descriptions. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
