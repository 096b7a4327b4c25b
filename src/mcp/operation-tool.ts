/** A tool of an operation: what agents are told of it, and what is executed when they call it. */
import {
  type DocumentNode,
  type GraphQLSchema,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  print,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { commentAbove } from './comment-above.ts';
import { described, type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { variableUses } from './variable-uses.ts';

export interface OperationTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema & {
    readonly type: 'object';
    readonly properties: Record<string, object>;
    readonly required: string[];
  };
  /** The operation with the fragments that it needs. */
  readonly query: string;
}

/** MCP's longest name. */
const LONGEST_NAME = 128;
const IN_PARTS = ['defer', 'stream'];

/** `document`: one valid query, and the fragments that it needs. `id` names a query that has no name. */
export function operationTool(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  id: string,
): OperationTool {
  const uses = variableUses(schema, document);
  const variables = operation.variableDefinitions ?? [];
  return {
    name: operation.name?.value ?? id.replaceAll(/[^\w.-]/g, '_').slice(0, LONGEST_NAME),
    description: textOf(operation) || fieldsOf(schema, operation),
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(
        variables.map((variable) => [
          variable.variable.name.value,
          variableSchema(schema, variable, uses.get(variable.variable.name.value)),
        ]),
      ),
      required: variables.filter(isRequired).map(({ variable }) => variable.name.value),
      additionalProperties: false,
    },
    query: print(inOnePart(document)),
  };
}

function variableSchema(
  schema: GraphQLSchema,
  variable: VariableDefinitionNode,
  use: string | undefined,
): JsonSchema {
  const type = typeFromAST(schema, variable.type);
  const { defaultValue } = variable;
  return described(
    isInputType(type) ? jsonSchemaOf(type) : {},
    textOf(variable) || use,
    defaultValue === undefined ? {} : { default: valueFromASTUntyped(defaultValue) },
  );
}

function isRequired({ type, defaultValue }: VariableDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
}

/** Its description, or the comment above it. */
function textOf({ description, loc }: OperationDefinitionNode | VariableDefinitionNode): string {
  return description?.value ?? (loc === undefined ? '' : commentAbove(loc));
}

/** What the schema says of the fields of Query that are asked. */
function fieldsOf(schema: GraphQLSchema, { selectionSet }: OperationDefinitionNode): string {
  const fields = schema.getQueryType()?.getFields() ?? {};
  const texts = selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? (fields[selection.name.value]?.description ?? []) : [],
  );
  return [...new Set(texts)].join('\n');
}

/** A tool answers once, with everything. */
function inOnePart(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: ({ name }) => (IN_PARTS.includes(name.value) ? null : undefined),
  });
}
