import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { z } from 'zod';
import { buildSchema } from '../../src/graphql/schema.ts';
import { openMcp } from '../../src/mcp/open-mcp.ts';

const result = z.object({
  isError: z.boolean().optional(),
  content: z
    .object({ type: z.literal('text'), text: z.string() })
    .array()
    .length(1),
  structuredContent: z
    .object({
      data: z.record(z.string(), z.unknown()).nullable(),
      errors: z.object({ message: z.string() }).loose().array().optional(),
      upstream: z.object({ calls: z.number(), waitMs: z.number() }).optional(),
    })
    .optional(),
});

export interface ConnectedClient {
  readonly client: Client;
  call(
    name: string,
    given?: Record<string, unknown>,
  ): Promise<z.infer<typeof result> & { readonly text: string }>;
}

/** The endpoint as `serve` opens it. */
export function mcpWith(documents: Readonly<Record<string, string>> = {}) {
  return openMcp({
    schema: buildSchema(),
    documents: new Map(Object.entries(documents)),
    log: { warn: () => {} },
  });
}

/** The SDK's own client, connected to a gateway by its address of GraphQL. */
export async function connectClient(
  url: string,
  headers: Record<string, string> = {},
): Promise<ConnectedClient> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
  return {
    client,
    async call(name, given = {}) {
      const answer = result.parse(await client.callTool({ name, arguments: given }));
      return { ...answer, text: answer.content[0]?.text ?? '' };
    },
  };
}
