import {
  type DocumentNode,
  type GraphQLSchema,
  isInputObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What the schema says of the arguments and input fields that are set to variables, by variable; the first use counts. */
export function variableUses(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, string> {
  const uses = new Map<string, string>();
  const types = new TypeInfo(schema);
  const note = (variable: string, description: string | null | undefined) => {
    if (description && !uses.has(variable)) uses.set(variable, description);
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      Argument({ value }) {
        if (value.kind === Kind.VARIABLE) note(value.name.value, types.getArgument()?.description);
      },
      ObjectField({ name, value }) {
        const parent = types.getParentInputType();
        if (value.kind !== Kind.VARIABLE || !isInputObjectType(parent)) return;
        note(value.name.value, parent.getFields()[name.value]?.description);
      },
    }),
  );
  return uses;
}
