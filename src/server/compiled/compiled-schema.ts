/**
 * The schema that graphql-jit compiles for. Its fields take no arguments: graphql-js reads them, when a resolver is
 * called. So all values are coerced, and all wrong ones refused, as without graphql-jit; and no value of a client
 * becomes part of the code that graphql-jit makes, of which a string in a document could otherwise break out.
 */
import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getArgumentValues,
  isAbstractType,
  isObjectType,
  lexicographicSortSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { asError } from '../../graphql/as-error.ts';

/** What graphql-jit passes on to resolvers as their context. */
export interface Frame {
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly operation: OperationDefinitionNode;
  /** Asked before each resolver, so that a run which is out of time ends soon. */
  readonly signal: AbortSignal;
}

export function compiledSchema(schema: GraphQLSchema): GraphQLSchema {
  // Sorting copies the schema's types, so that they can be changed.
  const copy = lexicographicSortSchema(schema);
  for (const type of Object.values(copy.getTypeMap())) {
    const original = schema.getType(type.name);
    // Those of introspection are one for all schemas.
    if (type === original) continue;
    if (isObjectType(type) && isObjectType(original)) frameFields(schema, original, type);
    else if (isAbstractType(type) && type.resolveType) type.resolveType = safely(type.resolveType);
  }
  return copy;
}

function frameFields(schema: GraphQLSchema, original: GraphQLObjectType, copy: GraphQLObjectType): void {
  for (const field of Object.values(copy.getFields())) {
    field.args = [];
    if (readsOwnProperty(field)) delete field.resolve;
    else if (field.resolve) field.resolve = framed(schema, original, field.name, field.resolve);
  }
}

/** A field that Pothos' `expose` made under the property's own name: graphql-jit reads properties without a call. */
function readsOwnProperty({ name, extensions }: GraphQLField<unknown, unknown>): boolean {
  return extensions.pothosExposedField === name;
}

function framed(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  fieldName: string,
  resolve: GraphQLFieldResolver<unknown, unknown>,
): GraphQLFieldResolver<unknown, Frame> {
  const field = parentType.getFields()[fieldName];
  if (field === undefined) throw new Error(`${parentType.name} has no field ${fieldName}`);
  const hasArguments = field.args.length > 0;
  return (parent, _none, { contextValue, variableValues, operation, signal }, compiled) => {
    if (signal.aborted) throw signal.reason;
    const [node] = compiled.fieldNodes;
    const args = hasArguments && node ? getArgumentValues(field, node, variableValues) : {};
    const { fieldNodes, path, fragments, rootValue } = compiled;
    const info: GraphQLResolveInfo = {
      fieldName,
      fieldNodes,
      returnType: field.type,
      parentType,
      path,
      schema,
      fragments,
      rootValue,
      operation,
      variableValues,
    };
    return settled(resolve(parent, args, contextValue, info));
  };
}

/** graphql-jit mistakes the places of promises in a list that are rejected. An Error has the same answer. */
function settled(value: unknown): unknown {
  if (!Array.isArray(value) || !value.some((item) => item instanceof Promise)) return value;
  return Promise.allSettled(value).then((items) =>
    items.map((item) => (item.status === 'fulfilled' ? item.value : asError(item.reason))),
  );
}

/** graphql-jit expects that it never throws, and reports an undefined type as an error of the field. */
function safely(resolveType: GraphQLTypeResolver<unknown, unknown>): GraphQLTypeResolver<unknown, Frame> {
  return (value, { contextValue }, info, type) => {
    try {
      return resolveType(value, contextValue, info, type);
    } catch {
      return undefined;
    }
  };
}
