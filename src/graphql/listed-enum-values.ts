import { type GraphQLEnumType, GraphQLError, type GraphQLSchema, isEnumType } from 'graphql';

/** Lets every enum of the schema say which values it has when it is given one that it does not have. */
export function listEnumValues(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && !type.name.startsWith('__')) listValues(type);
  }
  return schema;
}

function listValues(type: GraphQLEnumType): void {
  const names = type
    .getValues()
    .map(({ name }) => name)
    .join(', ');
  const parseValue = type.parseValue.bind(type);
  const parseLiteral = type.parseLiteral.bind(type);
  type.parseValue = (value) => withList(names, () => parseValue(value));
  type.parseLiteral = (node, variables) => withList(names, () => parseLiteral(node, variables));
}

function withList<T>(names: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { nodes } = error;
    throw new GraphQLError(`${error.message} There are: ${names}.`, {
      ...(nodes !== undefined && { nodes }),
    });
  }
}
