/**
 * How many fields an answer can hold, before anything is executed: a pure walk over the document. Fragments count where
 * they are used, but each is walked once, so that fragments that double cost nothing here; lists count by their
 * arguments. It is an upper bound in the sense of "what the schema's limits let through", not a forecast.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { INCREMENTAL_DIRECTIVES } from '../../graphql/incremental-directives.ts';
import { introspectionSizes } from './introspection-sizes.ts';
import { type Arguments, createArguments, listSize } from './list-size.ts';
import { MOST } from './query-limits.ts';

export interface FieldEstimate {
  /** Fields in the answer, plus the fragments that are spread: those cost, too. */
  readonly fields: number;
  /** Fields nested in fields. */
  readonly depth: number;
  /** Fields of the outermost selection. */
  readonly rootFields: number;
  /** True when fragments spread each other in a circle: the figures mean nothing then, and nothing may walk them. */
  readonly isCircular: boolean;
  /** The variables that it depends on, whatever their values. */
  readonly variables: readonly string[];
}

/** A selection set's fields: `fixed` once, and `perItem` for each item of the connection or object that it selects from. */
interface Size {
  readonly fixed: number;
  readonly perItem: number;
  readonly depth: number;
  readonly width: number;
}

/** Of a list whose size nothing tells, such as `lanes`. */
const UNTOLD_LIST_SIZE = 10;
const META_FIELDS: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);
/** What a nested field with arguments counts for. */
const FALLIBLE_FIELD = 15;
/** What a streamed item, or a deferred fragment, counts for besides its fields: each is a part of its own at first. */
const OWN_PART = 15;
const NOTHING: Size = { fixed: 0, perItem: 0, depth: 0, width: 0 };
const SPREAD: Size = { ...NOTHING, fixed: 1 };
const PART: Size = { ...NOTHING, fixed: OWN_PART };

/** The largest estimate of any operation or fragment of a document: validation walks them all, whichever is executed. */
export function estimateFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): FieldEstimate {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const given = createArguments(operations, variables);
  const sizes = createSizes(schema, fragments, given);
  const ofOperations = operations.map(({ operation, selectionSet }) =>
    sizes.ofSelections(selectionSet, schema.getRootType(operation) ?? undefined),
  );
  const all = [...ofOperations, ...[...fragments.keys()].map(sizes.ofFragment)];
  return {
    fields: Math.ceil(Math.max(0, ...all.map(total))),
    depth: Math.max(0, ...all.map(({ depth }) => depth)),
    rootFields: Math.max(0, ...ofOperations.map(({ width }) => width)),
    isCircular: sizes.isCircular(),
    variables: [...given.variablesRead],
  };
}

function createSizes(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  given: Arguments,
) {
  const introspection = introspectionSizes(schema);
  const known = new Map<string, Size | 'open'>();
  let circular = false;

  function ofSelections({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): Size {
    let sum = NOTHING;
    for (const selection of selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          sum = add(sum, ofField(selection, type));
          break;
        case Kind.INLINE_FRAGMENT: {
          const condition = selection.typeCondition?.name.value;
          if (isInParts(selection)) sum = add(sum, PART);
          sum = add(sum, ofSelections(selection.selectionSet, condition ? schema.getType(condition) : type));
          break;
        }
        case Kind.FRAGMENT_SPREAD:
          if (isInParts(selection)) sum = add(sum, PART);
          sum = add(add(sum, ofFragment(selection.name.value)), SPREAD);
          break;
      }
    }
    return sum;
  }

  function ofFragment(name: string): Size {
    const found = known.get(name);
    if (found === 'open') circular = true;
    if (found !== undefined) return found === 'open' ? NOTHING : found;
    const fragment = fragments.get(name);
    if (fragment === undefined) return NOTHING;
    known.set(name, 'open');
    const size = ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    known.set(name, size);
    return size;
  }

  function ofField(node: FieldNode, type: GraphQLNamedType | undefined): Size {
    const field = fieldOf(type, node.name.value);
    const inner = node.selectionSet
      ? ofSelections(node.selectionSet, field && getNamedType(field.type))
      : NOTHING;
    const depth = inner.depth + 1;
    if (field === undefined) return { fixed: 1 + total(inner), perItem: 0, depth, width: 1 };
    const own = weight(field, type, schema);
    const size = introspection.get(`${type?.name}.${field.name}`) ?? listSize(field, node, given);
    if (!isListType(getNullableType(field.type))) {
      const items = capped(inner.perItem * (size ?? UNTOLD_LIST_SIZE));
      return { fixed: capped(own + inner.fixed + items), perItem: 0, depth, width: 1 };
    }
    const item = (node.selectionSet ? total(inner) : 1) + (isInParts(node) ? OWN_PART : 0);
    if (size === undefined) return { fixed: own, perItem: item, depth, width: 1 };
    return { fixed: capped(own + size * item), perItem: 0, depth, width: 1 };
  }

  return { ofSelections, ofFragment, isCircular: () => circular };
}

/**
 * An error costs the event loop as much as some fifteen values do, and a field fails by its arguments. Fields of Query
 * are few by a limit of their own, and introspection does not fail.
 */
function weight(
  { args }: GraphQLField<unknown, unknown>,
  type: GraphQLNamedType | undefined,
  schema: GraphQLSchema,
): number {
  const mayFail = args.length > 0 && type !== schema.getQueryType() && !type?.name.startsWith('__');
  return mayFail ? FALLIBLE_FIELD : 1;
}

/** Whatever `if` says: a variable may say so. */
function isInParts({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => INCREMENTAL_DIRECTIVES.some((each) => each.name === name.value));
}

function fieldOf(
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const meta = META_FIELDS.get(name);
  if (meta !== undefined) return meta;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function add(one: Size, other: Size): Size {
  return {
    fixed: capped(one.fixed + other.fixed),
    perItem: capped(one.perItem + other.perItem),
    depth: Math.max(one.depth, other.depth),
    width: capped(one.width + other.width),
  };
}

function total({ fixed, perItem }: Size): number {
  return capped(fixed + perItem * UNTOLD_LIST_SIZE);
}

/** Infinity times 0 would be no number. */
function capped(value: number): number {
  return Math.min(value, MOST);
}
