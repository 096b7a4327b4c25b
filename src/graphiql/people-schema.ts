import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

/** The schema without what only routers ask: `_entities`, `_service` and their types. The rest stays as it is. */
export function peopleSchema({ __schema }: IntrospectionQuery): GraphQLSchema {
  const types = __schema.types
    .filter(({ name }) => !isForRouters(name))
    .map((type) =>
      type.kind === 'OBJECT'
        ? { ...type, fields: type.fields.filter(({ name }) => !isForRouters(name)) }
        : type,
    );
  return buildClientSchema({ __schema: { ...__schema, types } });
}

/** GraphQL's own names start with two. */
function isForRouters(name: string): boolean {
  return name.startsWith('_') && !name.startsWith('__');
}
