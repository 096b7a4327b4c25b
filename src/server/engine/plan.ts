/**
 * What executing an operation comes to, worked out once: which fields of which types, in which order, how each gets its
 * value, and what becomes of it. A plan belongs to one operation without `@skip` and `@include` (`decided-operation.ts`).
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import { someNode } from '../../graphql/document-nodes.ts';

export interface OperationPlan {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly root: SelectionPlan;
}

/** The fields that are selected of values of one type. */
export interface SelectionPlan {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldPlan[];
  /** Where the same value has the same text each time: whether one lives long enough for it to be kept. */
  readonly isLongLived: ((value: object) => boolean) | undefined;
}

export interface FieldPlan {
  readonly key: string;
  /** The key as it is written in front of the value. */
  readonly lead: string;
  readonly parentType: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  /** Where the value is the parent's own property of that name. */
  readonly property: string | undefined;
  readonly takesArguments: boolean;
  /** True where the arguments are the same each time. */
  readonly hasConstantArguments: boolean;
  readonly value: ValuePlan;
}

/** What becomes of a field's value, or of an item of its list. */
export type ValuePlan = { readonly isNonNull: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'object'; readonly selection: () => SelectionPlan }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      readonly selection: (type: GraphQLObjectType) => SelectionPlan;
    }
  | { readonly kind: 'list'; readonly item: ValuePlan }
);

export function planOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): OperationPlan {
  const named = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`the schema has no ${operation.operation}`);
  const planner = createPlanner(schema, named);
  return { schema, operation, fragments: named, root: planner.ofType(rootType, [operation.selectionSet]) };
}

function createPlanner(schema: GraphQLSchema, fragments: OperationPlan['fragments']) {
  function ofType(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): SelectionPlan {
    const fields = [...collected(type, sets)].map(([key, nodes]) => fieldPlan(key, nodes, type));
    const { longLived } = type.extensions;
    const isKept = typeof longLived === 'function' && fields.every(isOfParent);
    return { type, fields, isLongLived: isKept ? (value) => longLived(value) === true : undefined };
  }

  /** Fields by the name under which they are answered, in the order of the specification's CollectFields. */
  function collected(type: GraphQLObjectType, sets: readonly SelectionSetNode[]) {
    const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
    const spread = new Set<string>();
    const applies = (condition: string | undefined): boolean => {
      const on = condition === undefined ? type : schema.getType(condition);
      return on === type || (isAbstractType(on) && schema.isSubType(on, type));
    };
    const gather = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          const nodes = fields.get(key);
          if (nodes === undefined) fields.set(key, [selection]);
          else nodes.push(selection);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value)) gather(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = fragments[selection.name.value];
          if (fragment && applies(fragment.typeCondition.name.value)) gather(fragment.selectionSet);
        }
      }
    };
    sets.forEach(gather);
    return fields;
  }

  function fieldPlan(
    key: string,
    nodes: readonly [FieldNode, ...FieldNode[]],
    parentType: GraphQLObjectType,
  ): FieldPlan {
    const [node] = nodes;
    const name = node.name.value;
    const field =
      name === TypeNameMetaFieldDef.name ? typeNameField(parentType) : parentType.getFields()[name];
    if (field === undefined) throw new Error(`${parentType.name} has no field ${name}`);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return {
      key,
      lead: `${JSON.stringify(key)}:`,
      parentType,
      field,
      nodes,
      property: propertyOf(field),
      takesArguments: field.args.length > 0,
      hasConstantArguments: !readsVariables(node),
      value: valuePlan(field.type, sets),
    };
  }

  function valuePlan(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): ValuePlan {
    if (isNonNullType(type)) return nullableValuePlan(type.ofType, sets, true);
    return nullableValuePlan(type, sets, false);
  }

  function nullableValuePlan(
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    isNonNull: boolean,
  ): ValuePlan {
    if (isListType(type)) return { kind: 'list', item: valuePlan(type.ofType, sets), isNonNull };
    if (isLeafType(type)) return { kind: 'leaf', type, isNonNull };
    // Planned when there is a value of that type: most types of a node are none of it.
    const plans = new Map<GraphQLObjectType, SelectionPlan>();
    const selection = (of: GraphQLObjectType): SelectionPlan => {
      const plan = plans.get(of) ?? ofType(of, sets);
      plans.set(of, plan);
      return plan;
    };
    if (isAbstractType(type)) return { kind: 'abstract', type, selection, isNonNull };
    return { kind: 'object', selection: () => selection(type), isNonNull };
  }

  return { ofType };
}

function typeNameField({ name }: GraphQLObjectType): GraphQLField<unknown, unknown> {
  return { ...TypeNameMetaFieldDef, resolve: () => name, extensions: { ofParent: true } };
}

/** Of a field that Pothos' `expose` made, whose resolver does nothing but read it. */
function propertyOf({ extensions }: GraphQLField<unknown, unknown>): string | undefined {
  const property = extensions.pothosExposedField;
  return typeof property === 'string' ? property : undefined;
}

function isOfParent({ field, value, property, takesArguments }: FieldPlan): boolean {
  if (takesArguments || (property === undefined && field.extensions.ofParent !== true)) return false;
  return holdsOfParent(value);
}

function holdsOfParent(value: ValuePlan): boolean {
  switch (value.kind) {
    case 'leaf':
      return true;
    case 'list':
      return holdsOfParent(value.item);
    case 'object':
      return value.selection().fields.every(isOfParent);
    case 'abstract':
      return false;
  }
}

function readsVariables({ arguments: given = [] }: FieldNode): boolean {
  return given.some((argument) => someNode(argument, ({ kind }) => kind === Kind.VARIABLE));
}
