import {
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  separateOperations,
  validate,
} from 'graphql';
import { type OperationTool, operationTool } from './operation-tool.ts';

export interface OperationTools {
  readonly tools: ReadonlyMap<string, OperationTool>;
  /** Documents that do not fit the schema, and why. Their clients are told the same; there is no tool of them. */
  readonly problems: readonly { readonly id: string; readonly message: string }[];
}

/**
 * A tool for each query of the documents; subscriptions are none. Of queries with one name the last one counts, as a
 * file of documents that only grows holds a client's newest version last.
 */
export function operationTools(
  schema: GraphQLSchema,
  documents: ReadonlyMap<string, string>,
): OperationTools {
  const tools = new Map<string, OperationTool>();
  const problems: { id: string; message: string }[] = [];
  for (const [id, text] of documents) {
    const document = parse(text);
    const [error] = validate(schema, document);
    if (error !== undefined) {
      problems.push({ id, message: error.message });
      continue;
    }
    for (const separated of Object.values(separateOperations(document))) {
      const operation = getOperationAST(separated);
      if (operation?.operation !== OperationTypeNode.QUERY) continue;
      const tool = operationTool(schema, separated, operation, id);
      tools.set(tool.name, tool);
    }
  }
  return { tools, problems };
}
