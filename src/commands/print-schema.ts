import { parseArgs } from 'node:util';
import { printedSchema, printedSubgraph } from '../graphql/schema.ts';
import type { CommandIo } from './command-io.ts';

/** `print-schema`: writes the schema in its definition language, sorted; for clients, or as a subgraph. */
export async function printSchemaCommand({ args, stdout }: CommandIo): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { subgraph: { type: 'boolean' } } });
  stdout.write(await (values.subgraph === true ? printedSubgraph() : printedSchema()));
  return 0;
}
