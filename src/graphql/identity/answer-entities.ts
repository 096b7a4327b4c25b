import type { GraphQLSchema } from 'graphql';
import { badUserInput } from '../../errors.ts';
import type { GatewayContext } from '../context.ts';
import { LASTING } from '../lasting-fields.ts';
import { loadNodes } from './load-node.ts';
import { readRepresentation } from './node-key.ts';

/**
 * A router asks for all entities of one answer at once, and nodes that are archived cost no call. More of them, none of
 * which is archived, would hold the event loop for a quarter of a second.
 */
export const MAX_REPRESENTATIONS = 2_500;

/**
 * Lets `_entities` answer each representation by itself. The subgraph library throws for all of them when one names
 * an unknown type, and makes two promises for each.
 */
export function answerEntities(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()._entities;
  if (field === undefined) throw new Error('the schema has no entities');
  field.extensions = { ...field.extensions, ...LASTING };
  field.resolve = (
    _root,
    { representations }: { readonly representations: readonly unknown[] },
    { operation }: GatewayContext,
  ) => {
    if (representations.length > MAX_REPRESENTATIONS) {
      throw badUserInput(
        `At most ${MAX_REPRESENTATIONS} representations are answered at once; got ${representations.length}.`,
      );
    }
    return loadNodes(representations, readRepresentation, operation);
  };
  return schema;
}
