/** How many items the arguments of a field ask for. */
import {
  type FieldNode,
  type GraphQLField,
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** The schema refuses larger pages, with words of its own. */
const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;
/** The schema refuses longer ranges. */
const MAX_RANGE_DAYS = 3660;
const DAY_MS = 86_400_000;
const SHORTEST_PERIOD_DAYS: Readonly<Record<string, number>> = { WEEK: 7, MONTH: 28 };
/** A list of these asks for one answer each; a list of enum values, for example, does not. */
const ITEM_TYPES: readonly string[] = ['ID', '_Any'];

/** Values of arguments; remembers the variables that they came from. */
export interface Arguments {
  /** The value as plain JSON; undefined when the argument is left out or null. */
  value(node: FieldNode, name: string): unknown;
  readonly variablesRead: ReadonlySet<string>;
}

export function createArguments(
  operations: readonly OperationDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
): Arguments {
  // A variable may be called `__proto__`.
  const withDefaults: Record<string, unknown> = Object.create(null);
  for (const { variableDefinitions } of operations) {
    for (const { variable, defaultValue } of variableDefinitions ?? []) {
      if (defaultValue) withDefaults[variable.name.value] = valueFromASTUntyped(defaultValue);
    }
  }
  Object.assign(withDefaults, variables);
  const variablesRead = new Set<string>();
  return {
    value(node, name) {
      const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
      if (value === undefined) return undefined;
      if (value.kind === Kind.VARIABLE) variablesRead.add(value.name.value);
      return plainValue(value, withDefaults) ?? undefined;
    },
    variablesRead,
  };
}

/** The number of items; undefined when the field has no argument that tells. */
export function listSize(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  given: Arguments,
): number | undefined {
  const has = (name: string) => field.args.some((argument) => argument.name === name);
  const listed = longestList(field, node, given);
  if (has('first') || has('last')) {
    // Both are read each time, so that the variables which count do not depend on their values.
    const [first, last] = [given.value(node, 'first'), given.value(node, 'last')];
    const asked = first ?? last;
    const page = typeof asked === 'number' && asked >= 0 ? asked : DEFAULT_PAGE_SIZE;
    return Math.min(page, MAX_PAGE_SIZE, listed ?? MAX_PAGE_SIZE);
  }
  if (has('from') && has('to')) {
    const asked = days(given.value(node, 'from'), given.value(node, 'to'));
    return has('interval') ? periods(asked, given.value(node, 'interval')) : asked;
  }
  return listed;
}

/** The length of the longest list of ids or representations; an empty list means "all" and tells nothing. */
function longestList(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  given: Arguments,
): number | undefined {
  let longest: number | undefined;
  for (const { name, type } of field.args) {
    if (!isListType(getNullableType(type)) || !ITEM_TYPES.includes(getNamedType(type).name)) continue;
    const value = given.value(node, name);
    if (value === undefined) continue;
    // GraphQL takes a single value for a list of one.
    const length = Array.isArray(value) ? value.length : 1;
    if (length > 0) longest = Math.max(longest ?? 0, length);
  }
  return longest;
}

function days(from: unknown, to: unknown): number {
  const [start, end] = [from, to].map((day) => (typeof day === 'string' ? Date.parse(day) : Number.NaN));
  if (start === undefined || end === undefined || Number.isNaN(end - start)) return MAX_RANGE_DAYS;
  return Math.min(Math.max(1, (end - start) / DAY_MS + 1), MAX_RANGE_DAYS);
}

/** Cut ones at both ends count, too. */
function periods(asked: number, interval: unknown): number {
  const shortest = typeof interval === 'string' ? SHORTEST_PERIOD_DAYS[interval] : undefined;
  return shortest === undefined ? asked : Math.min(asked, Math.ceil(asked / shortest) + 1);
}

/** A literal list may be long: only its length counts, so its items are not read. */
function plainValue(value: ValueNode, variables: Record<string, unknown>): unknown {
  if (value.kind === Kind.LIST) return value.values;
  return valueFromASTUntyped(value, variables);
}
