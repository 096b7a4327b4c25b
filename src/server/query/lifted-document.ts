/**
 * A document whose literals have become variables, so that all documents which differ in nothing else share one: its
 * validation and its plan.
 */
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  parseType,
  TokenKind,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { someNode } from '../../graphql/document-nodes.ts';
import type { Literal } from './document-scan.ts';

export interface LiftedDocument {
  readonly document: DocumentNode;
  /** The literals of a document of the same shape, as values of the variables; undefined where others differ. */
  valuesOf(literals: readonly Literal[]): Readonly<Record<string, unknown>> | undefined;
}

const PREFIX = 'literal_';
/** Longer lists differ in their length anyway. */
const MOST_LIFTED = 50;

/** Undefined for a document that others hardly share: one of several operations, or of very many literals. */
export function liftLiterals(
  schema: GraphQLSchema,
  document: DocumentNode,
  literals: readonly Literal[],
): LiftedDocument | undefined {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || literals.length > MOST_LIFTED || usesPrefix(document)) return undefined;
  if (literals.length === 0) return { document, valuesOf: () => ({}) };
  const places = new Map(literals.map(({ start }, index) => [start, index]));
  /** The types of those that are lifted, by their index. */
  const types = new Map<number, GraphQLInputType>();
  const typeInfo = new TypeInfo(schema);

  function lift(node: ValueNode): VariableNode | undefined {
    const index = node.loc && places.get(node.loc.start);
    const type = typeInfo.getInputType();
    if (index === undefined || !type) return undefined;
    types.set(index, type);
    return {
      kind: Kind.VARIABLE,
      name: { kind: Kind.NAME, value: `${PREFIX}${index}` },
      ...(node.loc && { loc: node.loc }),
    };
  }

  const withVariables: DocumentNode = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      IntValue: lift,
      FloatValue: lift,
      StringValue: lift,
      // What decides which fields there are stays as it is, and so do variables' own defaults.
      Directive: () => false,
      VariableDefinition: () => false,
    }),
  );
  const definitions = [...types].map(([index, type]) => variableDefinition(`${PREFIX}${index}`, type));

  return {
    document: {
      ...withVariables,
      definitions: withVariables.definitions.map((definition) =>
        definition.kind === Kind.OPERATION_DEFINITION ? withDefinitions(definition, definitions) : definition,
      ),
    },
    valuesOf(given) {
      const values: Record<string, unknown> = {};
      for (const [index, literal] of given.entries()) {
        const type = types.get(index);
        if (type !== undefined) values[`${PREFIX}${index}`] = jsonValue(literal, type);
        else if (literal.text !== literals[index]?.text) return undefined;
      }
      return values;
    },
  };
}

function withDefinitions(
  operation: OperationDefinitionNode,
  definitions: readonly VariableDefinitionNode[],
): OperationDefinitionNode {
  return { ...operation, variableDefinitions: [...(operation.variableDefinitions ?? []), ...definitions] };
}

function usesPrefix(document: DocumentNode): boolean {
  return someNode(document, (node) => node.kind === Kind.VARIABLE && node.name.value.startsWith(PREFIX));
}

function variableDefinition(name: string, type: GraphQLInputType): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
    type: parseType(String(type), { noLocation: true }),
  };
}

/** As JSON would hold it. An id may be a number of more digits than JSON's numbers keep. */
function jsonValue({ kind, text }: Literal, type: GraphQLInputType): string | number {
  const isText = kind === TokenKind.STRING || kind === TokenKind.BLOCK_STRING;
  return isText || getNamedType(type).name === 'ID' ? text : Number(text);
}
