import {
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

const known = new WeakMap<GraphQLSchema, ReadonlyMap<string, number>>();

/**
 * Sizes of the lists of introspection, by `Type.field`: the number of types, then averages, so that a query that walks
 * the schema once is priced at the schema's real size.
 */
export function introspectionSizes(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const perType = (counts: readonly number[]) => sum(counts) / types.length;
  const directives = schema.getDirectives();
  const perDirective = (counts: readonly number[]) => sum(counts) / Math.max(1, directives.length);
  const sizes = new Map([
    ['__Schema.types', types.length],
    ['__Schema.directives', directives.length],
    ['__Type.fields', fields.length / types.length],
    [
      '__Type.interfaces',
      perType(types.map((type) => ('getInterfaces' in type ? type.getInterfaces().length : 0))),
    ],
    [
      '__Type.possibleTypes',
      perType(types.map((type) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0))),
    ],
    ['__Type.enumValues', perType(types.map((type) => (isEnumType(type) ? type.getValues().length : 0)))],
    [
      '__Type.inputFields',
      perType(types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0))),
    ],
    ['__Field.args', sum(fields.map(({ args }) => args.length)) / Math.max(1, fields.length)],
    ['__Directive.args', perDirective(directives.map(({ args }) => args.length))],
    ['__Directive.locations', perDirective(directives.map(({ locations }) => locations.length))],
  ]);
  known.set(schema, sizes);
  return sizes;
}
