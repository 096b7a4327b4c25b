import type { GraphQLSchema } from 'graphql';
import { badUserInput } from '../errors.ts';

/**
 * Answers each representation of `_entities` by itself: the subgraph library throws for all of them when one names
 * an unknown type.
 */
export function withEntitiesApart(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()._entities;
  const resolveAll = field?.resolve;
  if (field === undefined || resolveAll === undefined) throw new Error('the schema has no entities');
  field.resolve = (root, args: { representations: readonly unknown[] }, context, info) =>
    args.representations.map(async (representation) => {
      if (!isEntity(representation, schema)) {
        throw badUserInput(
          'A representation must be an object whose __typename is an entity of this subgraph.',
        );
      }
      const entities: unknown = await resolveAll(root, { representations: [representation] }, context, info);
      return Array.isArray(entities) ? entities[0] : undefined;
    });
  return schema;
}

function isEntity(representation: unknown, schema: GraphQLSchema): boolean {
  if (typeof representation !== 'object' || representation === null) return false;
  const typename = '__typename' in representation ? representation.__typename : undefined;
  const entities = schema.getType('_Entity');
  if (typeof typename !== 'string' || entities === undefined || !('getTypes' in entities)) return false;
  return entities.getTypes().some(({ name }) => name === typename);
}
