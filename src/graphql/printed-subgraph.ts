import { printSubgraphSchema } from '@apollo/subgraph';
import { GraphQLSchema } from 'graphql';
import { INCREMENTAL_DIRECTIVES } from './incremental-directives.ts';

/** A subgraph in its definition language, with descriptions and federation's directives. Takes some 300 ms. */
export function printedSubgraph(schema: GraphQLSchema): string {
  // Routers answer in parts by themselves, and have directives of their own for it.
  const directives = schema
    .getDirectives()
    .filter(({ name }) => !INCREMENTAL_DIRECTIVES.some((each) => each.name === name));
  return printSubgraphSchema(new GraphQLSchema({ ...schema.toConfig(), directives }));
}
