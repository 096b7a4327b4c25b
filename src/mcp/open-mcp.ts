import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { DEFAULT_DOCUMENT } from './default-document.ts';
import { createMcpEndpoint, type McpEndpoint } from './mcp-endpoint.ts';
import { operationTools } from './operation-tools.ts';

export interface McpOptions {
  readonly schema: GraphQLSchema;
  /** Persisted documents by id. A query of theirs takes the place of a default tool of the same name. */
  readonly documents?: ReadonlyMap<string, string> | undefined;
  readonly log: Pick<Logger, 'warn'>;
}

export function openMcp({ schema, documents = new Map(), log }: McpOptions): McpEndpoint {
  const { tools, problems } = operationTools(
    schema,
    new Map([['default tools', DEFAULT_DOCUMENT], ...documents]),
  );
  for (const problem of problems) {
    log.warn(problem, 'a persisted document does not fit the schema, so that there is no tool of it');
  }
  return createMcpEndpoint({ tools });
}
