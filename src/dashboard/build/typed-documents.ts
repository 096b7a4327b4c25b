/**
 * Writes TypeScript for the page's GraphQL documents, so that what a tile reads is typed by schema.graphql and a
 * document that the gateway would refuse does not build. Objects only: no document of ours selects on an interface.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  typeFromAST,
  validate,
} from 'graphql';

const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'boolean',
  Count: 'number',
  Float: 'number',
  Int: 'number',
  SignedCount: 'number',
};

const HEAD = `/** Written by \`npm run dashboard:documents\` from queries/ and the schema. Not for editing. */
import type { TypedDocument } from './client/typed-document.ts';
`;

/** Throws an error that names every part of the documents that does not fit the schema. */
export function typedDocuments(schema: GraphQLSchema, sources: readonly string[]): string {
  const document = parse(sources.join('\n'));
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors.map(String).join('\n\n'));

  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const inputs = new Map<string, string>();
  const types = createTypes(schema, inputs);
  const written = [
    ...fragments.map(
      (node) => `export type ${node.name.value} = ${types.selection(typeOf(schema, node), node)};`,
    ),
    ...operations.map((node) => writeOperation(schema, types, node, document)),
  ];
  return `${[HEAD, ...[...inputs.values()].sort(), ...written].join('\n')}\n`;
}

interface Types {
  selection(parent: GraphQLOutputType, node: { readonly selectionSet: SelectionSetNode }): string;
  input(type: GraphQLInputType): string;
}

function createTypes(schema: GraphQLSchema, declared: Map<string, string>): Types {
  function selection(
    parent: GraphQLOutputType,
    { selectionSet }: { readonly selectionSet: SelectionSetNode },
  ): string {
    if (!isObjectType(parent)) throw new Error(`Select on object types only, not on ${parent}.`);
    const spread: string[] = [];
    const fields: string[] = [];
    for (const node of selectionSet.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) spread.push(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT)
        throw new Error('Name the fragment: inline ones get no type.');
      else {
        const field = parent.getFields()[node.name.value];
        const type = field === undefined ? 'string' : output(field.type, node.selectionSet);
        fields.push(`readonly ${(node.alias ?? node.name).value}: ${type};`);
      }
    }
    return [...spread, ...(fields.length > 0 ? [block(fields)] : [])].join(' & ');
  }

  function output(type: GraphQLOutputType, selected: SelectionSetNode | undefined): string {
    if (!isNonNullType(type)) return `${present(type, selected)} | null`;
    return present(type.ofType, selected);
  }

  function present(type: GraphQLOutputType, selected: SelectionSetNode | undefined): string {
    if (isListType(type)) return `readonly (${output(type.ofType, selected)})[]`;
    if (selected !== undefined) return selection(type, { selectionSet: selected });
    return leaf(type);
  }

  function input(type: GraphQLInputType): string {
    if (isNonNullType(type)) return input(type.ofType).replace(/ \| null$/, '');
    if (isListType(type)) return `readonly (${input(type.ofType)})[] | null`;
    return `${leaf(type)} | null`;
  }

  function leaf(type: GraphQLInputType | GraphQLOutputType): string {
    const name = String(type);
    if (isEnumType(type))
      declare(name, () =>
        type
          .getValues()
          .map((value) => `'${value.name}'`)
          .join(' | '),
      );
    else if (isInputObjectType(type)) declare(name, () => inputFields(schema, name));
    else return SCALARS[name] ?? 'string';
    return name;
  }

  function declare(name: string, body: () => string): void {
    if (declared.has(name)) return;
    // Before its fields: an input type may hold itself.
    declared.set(name, '');
    declared.set(name, `export type ${name} = ${body()};`);
  }

  function inputFields(of: GraphQLSchema, name: string): string {
    const type = of.getType(name);
    if (!isInputObjectType(type)) throw new Error(`${name} is no input type.`);
    const fields = Object.values(type.getFields()).map((field) => {
      const isRequired = isNonNullType(field.type) && field.defaultValue === undefined;
      return `readonly ${field.name}${isRequired ? '' : '?'}: ${input(field.type)};`;
    });
    return block(fields);
  }

  return { selection, input };
}

function writeOperation(
  schema: GraphQLSchema,
  types: Types,
  node: OperationDefinitionNode,
  document: DocumentNode,
): string {
  const name = node.name?.value;
  const root = schema.getRootType(node.operation);
  if (name === undefined || !root)
    throw new Error('Each operation needs a name and a root type in the schema.');
  const variables = (node.variableDefinitions ?? []).map((definition) => {
    const type = typeFromAST(schema, definition.type as Parameters<typeof typeFromAST>[1]);
    const isRequired = definition.type.kind === Kind.NON_NULL_TYPE && definition.defaultValue === undefined;
    const written = types.input(type as GraphQLInputType);
    return `readonly ${definition.variable.name.value}${isRequired ? '' : '?'}: ${written};`;
  });
  const text = [node, ...fragmentsOf(node, document)].map(print).join('\n\n');
  const result = types.selection(root, node);
  const variablesType = variables.length > 0 ? block(variables) : 'Readonly<Record<string, never>>';
  return `export const ${name}: TypedDocument<${result}, ${variablesType}> = {\n  name: '${name}',\n  text: \`${text}\`,\n};`;
}

/** An object type, a field a line. */
function block(fields: readonly string[]): string {
  return `{\n${fields.join('\n').replaceAll(/^/gm, '  ')}\n}`;
}

/** The fragments that a definition uses, also through other fragments. */
function fragmentsOf(node: OperationDefinitionNode, document: DocumentNode): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const follow = (text: string): void => {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.FRAGMENT_DEFINITION || used.has(definition)) continue;
      if (!new RegExp(`\\.\\.\\.${definition.name.value}\\b`).test(text)) continue;
      used.add(definition);
      follow(print(definition));
    }
  };
  follow(print(node));
  return [...used];
}

function typeOf(schema: GraphQLSchema, node: FragmentDefinitionNode): GraphQLOutputType {
  const type = schema.getType(node.typeCondition.name.value);
  if (!isObjectType(type)) throw new Error(`${node.name.value} is on ${type}, which is no object type.`);
  return type;
}
