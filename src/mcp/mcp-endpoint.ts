/** The Model Context Protocol over streamable HTTP, without sessions: each request is answered by itself. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import type { ExecutionResult } from 'graphql';
import { VERSION } from '../version.ts';
import type { OperationTool } from './operation-tool.ts';
import { toolResult } from './tool-result.ts';

export interface McpEndpointOptions {
  readonly tools: ReadonlyMap<string, OperationTool>;
}

export interface McpEndpoint {
  /** Answers one POST. `execute` runs a query as the caller of this request may run it. */
  answer(request: Request, execute: ExecuteQuery): Promise<Response>;
}

export type ExecuteQuery = (query: {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}) => Promise<ExecutionResult>;

const INSTRUCTIONS = `Usage statistics of one Jodoo organization: apps, members and the organization, day by day. \
Days are calendar days in UTC+8, written yyyy-MM-dd; the latest is yesterday. \
Jodoo answers one call a second, so that days nobody asked for yet take some seconds; what was answered once is answered at once. \
A null count is unknown, not 0. The tools only read.`;

export function createMcpEndpoint({ tools }: McpEndpointOptions): McpEndpoint {
  // One for all: a server makes itself one otherwise, and there is a server for each request.
  const jsonSchemaValidator = new AjvJsonSchemaValidator();
  const listed = [...tools.values()].map(({ name, description, inputSchema }) => ({
    name,
    description,
    inputSchema,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  }));

  function createServer(execute: ExecuteQuery): Server {
    const server = new Server(
      { name: 'jodoo-usage-gateway', version: VERSION },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator },
    );
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: given = {} } }) => {
      const tool = tools.get(name);
      if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, unknownTool(name, tools));
      const wrong = wrongArguments(tool, given);
      if (wrong !== undefined) return toolError(wrong);
      return toolResult(await execute({ query: tool.query, variables: given }));
    });
    return server;
  }

  return {
    async answer(request, execute) {
      const server = createServer(execute);
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
      await server.connect(transport);
      try {
        return await transport.handleRequest(request);
      } finally {
        await server.close();
      }
    },
  };
}

function unknownTool(name: string, tools: ReadonlyMap<string, OperationTool>): string {
  return `There is no tool '${name.slice(0, 100)}'. The tools are: ${[...tools.keys()].join(', ')}.`;
}

/**
 * GraphQL passes over variables that an operation does not have, and a misspelt one would be taken for left out; and
 * what a query without a day would cost is estimated before it is seen to lack one.
 */
function wrongArguments(
  { inputSchema: { properties, required } }: OperationTool,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = Object.keys(properties);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  const missing = required.find((name) => given[name] === undefined || given[name] === null);
  const takes = `The arguments are: ${names.map((name) => (required.includes(name) ? `${name} (required)` : name)).join(', ') || 'none'}.`;
  if (unknown !== undefined) return `There is no argument '${unknown.slice(0, 100)}'. ${takes}`;
  if (missing !== undefined) return `The argument '${missing}' is missing. ${takes}`;
  return undefined;
}

function toolError(message: string): CallToolResult {
  return { content: [{ type: 'text', text: `BAD_USER_INPUT: ${message}` }], isError: true };
}
