/** Operations with any arguments at any depth of the schema. */
import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { argumentValue, type Known } from './hostile-values.ts';

export interface HostileOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_DEPTH = 4;
const MAX_LEAVES = 4;

/** One operation for each root field: a path from it downwards, with arguments at each of its fields. */
export function hostileOperation(
  schema: GraphQLSchema,
  root: string,
  known: Known,
): fc.Arbitrary<HostileOperation> {
  const field = schema.getQueryType()?.getFields()[root];
  if (field === undefined) throw new Error(`Query has no field ${root}`);
  return selection(field, known, 0).map(({ text, variables }) => {
    const declared = variables.map(({ type }, index) => `$v${index}: ${type}`);
    let index = 0;
    const numbered = text.replaceAll('$?', () => `$v${index++}`);
    return {
      query: `query${declared.length > 0 ? `(${declared.join(', ')})` : ''} { ${numbered} }`,
      variables: Object.fromEntries(variables.map(({ value }, position) => [`v${position}`, value])),
    };
  });
}

interface Selected {
  /** With `$?` for each variable. */
  readonly text: string;
  readonly variables: readonly { readonly type: string; readonly value: unknown }[];
}

function selection(
  field: GraphQLField<unknown, unknown>,
  known: Known,
  depth: number,
): fc.Arbitrary<Selected> {
  const given = fc.tuple(
    ...field.args.map((argument) =>
      fc
        .tuple(fc.boolean(), argumentValue(argument.type, known))
        .map(([isGiven, value]) => ({ argument, value, isGiven: isGiven || isNonNullType(argument.type) })),
    ),
  );
  return fc.tuple(given, inner(getNamedType(field.type), known, depth)).map(([all, below]) => {
    const passed = all.filter(({ isGiven }) => isGiven);
    const list = passed.map(({ argument }) => `${argument.name}: $?`).join(', ');
    return {
      text: `${field.name}${list === '' ? '' : `(${list})`}${below.text}`,
      variables: [
        ...passed.map(({ argument, value }) => ({ type: String(argument.type), value })),
        ...below.variables,
      ],
    };
  });
}

/** All leaves that cost nothing, and one field that goes deeper. */
function inner(type: GraphQLNamedOutputType, known: Known, depth: number): fc.Arbitrary<Selected> {
  if (isLeafType(type)) return fc.constant({ text: '', variables: [] });
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const leaves = fields.filter(({ type: each, args }) => isLeafType(getNamedType(each)) && args.length === 0);
  const names = ['__typename', ...leaves.slice(0, MAX_LEAVES).map(({ name }) => name)].join(' ');
  const deeper = fields.filter(({ type: each, args }) => !isLeafType(getNamedType(each)) || args.length > 0);
  const flat = fc.constant({ text: ` { ${names} }`, variables: [] });
  if (depth >= MAX_DEPTH || deeper.length === 0) return flat;
  return fc
    .constantFrom(...deeper)
    .chain((field) => selection(field, known, depth + 1))
    .map(({ text, variables }) => ({ text: ` { ${names} ${text} }`, variables }));
}
