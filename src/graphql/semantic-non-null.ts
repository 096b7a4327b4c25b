import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';

/** As clients that handle errors by themselves read it: Relay, Apollo's for Kotlin and Swift. */
export const GraphQLSemanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description: 'null only where there is an error at its path.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))),
      defaultValue: [0],
      description: 'Of what: 0 is the field, 1 the items of its list.',
    },
  },
});

/** Of a list whose items are null only where their call failed. */
export const ITEMS_NULL_BY_ERROR = [{ name: 'semanticNonNull', args: { levels: [1] } }];
