import { printedSchema } from '../graphql/schema.ts';
import type { CommandIo } from './command-io.ts';

/** Writes the schema in its definition language, sorted. */
export async function printSchemaCommand({ stdout }: CommandIo): Promise<number> {
  stdout.write(printedSchema());
  return 0;
}
