/** Random queries that fit a schema: fragments, aliases, conditions, variables, and values that are right and wrong. */
import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export interface RandomQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface QuerySource {
  readonly schema: GraphQLSchema;
  readonly rootFields: readonly string[];
  /** What values of a scalar may be. */
  readonly scalars: Readonly<Record<string, readonly unknown[]>>;
}

const MAX_DEPTH = 4;

/** Draws a query. `draw` picks one of so many numbers. */
export function randomQuery(source: QuerySource, draw: (below: number) => number): RandomQuery {
  const definitions: string[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  let names = 0;
  const chance = (percent: number) => draw(100) < percent;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[draw(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };

  function variable(type: string, value: unknown, hasValue = true): string {
    names += 1;
    definitions.push(`$v${names}: ${type}`);
    if (hasValue) variables[`v${names}`] = value;
    return `$v${names}`;
  }

  function condition(): string {
    if (!chance(12)) return '';
    const value = chance(50);
    return ` @${pick(['skip', 'include'])}(if: ${chance(60) ? variable('Boolean!', value) : value})`;
  }

  function randomValue(type: GraphQLInputType, depth = 0): unknown {
    if (isNonNullType(type)) return randomValue(type.ofType, depth);
    if (isListType(type)) return Array.from({ length: draw(4) }, () => randomValue(type.ofType, depth));
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (!isInputObjectType(type)) return pick(source.scalars[type.name] ?? [null]);
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (depth < 2 && chance(15)),
    );
    return Object.fromEntries(fields.map((field) => [field.name, randomValue(field.type, depth + 1)]));
  }

  function literal(value: unknown, type: GraphQLInputType): string {
    if (isNonNullType(type)) return literal(value, type.ofType);
    if (Array.isArray(value) && isListType(type)) {
      return `[${value.map((item) => literal(item, type.ofType)).join(', ')}]`;
    }
    if (isEnumType(type) && typeof value === 'string') return value;
    if (!isInputObjectType(type)) return JSON.stringify(value);
    const fields = type.getFields();
    return `{ ${Object.entries(Object(value))
      .map(([name, inner]) => `${name}: ${fields[name] ? literal(inner, fields[name].type) : 'null'}`)
      .join(', ')} }`;
  }

  function argument({ name, type }: GraphQLArgument): string | undefined {
    if (!isNonNullType(type) && !chance(35)) return undefined;
    if (!isNonNullType(type) && chance(8))
      return `${name}: ${chance(50) ? 'null' : variable(String(type), null, chance(50))}`;
    const value = randomValue(type);
    const asVariable = chance(50) || getNamedType(type).name === '_Any';
    return `${name}: ${asVariable ? variable(String(type), value) : literal(value, type)}`;
  }

  function fieldText(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.map(argument).filter((text) => text !== undefined);
    names += 1;
    const alias = args.length > 0 || chance(15) ? `${pick(['a', 'b', 'data', 'idx'])}${names}: ` : '';
    const type = getNamedType(field.type);
    const inner = isCompositeType(type) ? ` ${selection(type, depth + 1)}` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${condition()}${inner}`;
  }

  function fragment(type: GraphQLNamedType, depth: number): string {
    const on = isAbstractType(type) && chance(80) ? pick(source.schema.getPossibleTypes(type)) : type;
    if (chance(20)) return `...${condition()} ${selection(type, depth)}`;
    if (chance(40)) return `... on ${on.name}${condition()} ${selection(on, depth)}`;
    names += 1;
    const name = `F${names}`;
    fragments.push(`fragment ${name} on ${on.name} ${selection(on, depth)}`);
    return chance(25) ? `...${name}${condition()} ...${name}${condition()}` : `...${name}${condition()}`;
  }

  function selection(type: GraphQLNamedType, depth: number): string {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const usable = fields.filter((field) => depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type)));
    const chosen = Array.from({ length: usable.length === 0 ? 0 : 1 + draw(4) }, () => pick(usable));
    const parts = [...new Set(chosen)].map((field) => fieldText(field, depth));
    if (depth < MAX_DEPTH && (chance(25) || (isAbstractType(type) && chance(80))))
      parts.push(fragment(type, depth + 1));
    if (parts.length === 0 || chance(10)) parts.push('__typename');
    return `{ ${parts.join(' ')} }`;
  }

  const query = source.schema.getQueryType();
  const roots = Array.from({ length: 1 + draw(2) }, () => pick(source.rootFields)).map((name) => {
    const field = query?.getFields()[name];
    if (field === undefined) throw new Error(`Query has no field ${name}`);
    return fieldText(field, 0);
  });
  const declared = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
  return { text: `query Q${declared} { ${roots.join('\n')} }\n${fragments.join('\n')}`, variables };
}

/** Numbers for `randomQuery`: the same for the same seed. */
export function drawing(): fc.Arbitrary<(below: number) => number> {
  return fc.gen().map((generate) => (below: number) => generate(fc.nat, { max: below - 1 }));
}
