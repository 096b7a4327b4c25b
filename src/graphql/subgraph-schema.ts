/** Makes a federation subgraph of a schema whose types say their keys: adds `_entities` and `_service`. */
import { entitiesField, serviceField } from '@apollo/subgraph/dist/types.js';
import {
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLUnionType,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';
import { loadedTypename } from './identity/load-node.ts';

/**
 * As Pothos's plugin does it, but the subgraph's text is printed when it is first asked for: that takes longer than
 * everything else at the start, and only routers ask.
 */
export function subgraphSchema(schema: GraphQLSchema, description: string): GraphQLSchema {
  const query = schema.getQueryType();
  if (!query) throw new Error('the schema has no Query');
  const types = Object.values(schema.getTypeMap());
  const entities = new GraphQLUnionType({
    name: '_Entity',
    types: types.filter(isEntity),
    resolveType: loadedTypename,
  });
  const { fields, ...config } = query.toConfig();
  const extended = new GraphQLObjectType({
    ...config,
    fields: {
      _entities: { ...entitiesField, type: new GraphQLNonNull(new GraphQLList(entities)) },
      _service: { ...serviceField, resolve: async () => ({ sdl: await printed() }) },
      ...fields,
    },
  });
  const sorted = lexicographicSortSchema(
    new GraphQLSchema({
      ...schema.toConfig(),
      description,
      query: extended,
      types: [...types.filter((type) => type !== query), extended],
    }),
  );
  let text: Promise<string> | undefined;
  const printed = () => {
    text ??= printedSubgraph(sorted);
    return text;
  };
  return sorted;
}

/** Loaded late: only routers and `print-schema` need it. */
export async function printedSubgraph(schema: GraphQLSchema): Promise<string> {
  const printer = await import('./printed-subgraph.ts');
  return printer.printedSubgraph(schema);
}

function isEntity(type: GraphQLNamedType): type is GraphQLObjectType {
  const { directives } = type.extensions;
  return isObjectType(type) && Array.isArray(directives) && directives.some(({ name }) => name === 'key');
}
