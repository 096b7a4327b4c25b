import SchemaBuilder, { ImplementableObjectRef } from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { GatewayContext } from './context.ts';
import { ROUTER_COSTS } from './router-costs.ts';

interface SchemaTypes {
  Context: GatewayContext;
  DefaultFieldNullability: false;
  Scalars: {
    Date: { Input: StatisticsDay; Output: StatisticsDay };
    DateTime: { Input: string; Output: string };
    Count: { Input: number; Output: number };
    SignedCount: { Input: number; Output: number };
    ID: { Input: string; Output: string };
  };
}

/** The schema's builder; types are added to it by the modules that `schema.ts` imports. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ROUTER_COSTS, DirectivesPlugin, FederationPlugin],
  defaultFieldNullability: false,
});

type BuilderTypes = (typeof builder)['$inferSchemaTypes'];

/**
 * An object type of which a resolver may answer an Error in place of a value, as an item of a list: the item is null
 * with the error at its path, and its siblings arrive. An Error costs no promise, unlike a rejection.
 */
export function objectOrError<Shape extends object>(name: string) {
  return new ImplementableObjectRef<BuilderTypes, Shape | Error, Shape>(builder, name);
}

builder.queryType({
  description:
    "Usage statistics of a Jodoo organization. Days are calendar days in UTC+8; yesterday's numbers are the newest.",
});
