/** `@defer` and `@stream`, as clients and the executor know them. */
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';

const IF = {
  type: new GraphQLNonNull(GraphQLBoolean),
  defaultValue: true,
  description: 'False: send it with the rest.',
};
const LABEL = { type: GraphQLString, description: 'Names the parts, each name once in a document.' };

export const GraphQLDeferDirective = new GraphQLDirective({
  name: 'defer',
  description: 'Sends the fields of this fragment in a part of their own, when they are there.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: { if: IF, label: LABEL },
});

export const GraphQLStreamDirective = new GraphQLDirective({
  name: 'stream',
  description: 'Sends the items of this list in parts, when they are there.',
  locations: [DirectiveLocation.FIELD],
  args: {
    if: IF,
    label: LABEL,
    initialCount: {
      type: new GraphQLNonNull(GraphQLInt),
      defaultValue: 0,
      description: 'How many items the first part holds. It waits for them.',
    },
  },
});

export const INCREMENTAL_DIRECTIVES = [GraphQLDeferDirective, GraphQLStreamDirective];
