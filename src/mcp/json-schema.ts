/** What a GraphQL input type accepts, as a JSON schema: the form in which agents are told of a tool's arguments. */
import {
  astFromValue,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  valueFromASTUntyped,
} from 'graphql';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Scalars by name, those of this schema and GraphQL's own. One that is not here accepts anything. */
export const SCALAR_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Boolean: { type: 'boolean' },
  Count: { type: 'integer', minimum: 0 },
  Date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  DateTime: { type: 'string', format: 'date-time' },
  Float: { type: 'number' },
  ID: { type: 'string' },
  Int: { type: 'integer' },
  SignedCount: { type: 'integer' },
  String: { type: 'string' },
};

/** GraphQL's own scalars are described at length, and known to everybody. */
const KNOWN_SCALARS = ['Boolean', 'Float', 'ID', 'Int', 'String'];

/** `within`: names of the input objects around it. One inside itself is not spelled out a second time. */
export function jsonSchemaOf(type: GraphQLInputType, within: readonly string[] = []): JsonSchema {
  if (isNonNullType(type)) return jsonSchemaOf(type.ofType, within);
  if (isListType(type)) return { type: 'array', items: jsonSchemaOf(type.ofType, within) };
  if (isEnumType(type)) {
    const values = type.getValues();
    const lines = values.map(({ name, description }) => (description ? `${name}: ${description}` : name));
    return { type: 'string', enum: values.map(({ name }) => name), description: lines.join('\n') };
  }
  return isInputObjectType(type) ? objectSchema(type, within) : scalarSchema(type);
}

function objectSchema(type: GraphQLInputObjectType, within: readonly string[]): JsonSchema {
  if (within.includes(type.name)) return { type: 'object' };
  const fields = Object.values(type.getFields());
  const properties = fields.map((field) => [field.name, fieldSchema(field, [...within, type.name])]);
  const required = fields.filter(
    ({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined,
  );
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required.map(({ name }) => name),
    additionalProperties: false,
  };
}

function fieldSchema({ type, description, defaultValue }: GraphQLInputField, within: string[]): JsonSchema {
  // As a client writes it: an enum's values have other ones inside.
  const written = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
  return described(
    jsonSchemaOf(type, within),
    description,
    written ? { default: valueFromASTUntyped(written) } : {},
  );
}

function scalarSchema({ name, description }: GraphQLScalarType): JsonSchema {
  const schema = SCALAR_SCHEMAS[name] ?? {};
  return KNOWN_SCALARS.includes(name) ? schema : described(schema, description);
}

/** Adds what a value means to what its type means. */
export function described(
  schema: JsonSchema,
  description: string | null | undefined,
  more: JsonSchema = {},
): JsonSchema {
  const text = [description, schema.description].filter(Boolean).join('\n');
  return { ...schema, ...(text !== '' && { description: text }), ...more };
}
