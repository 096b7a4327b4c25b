import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { ExecuteCompiled } from './compiled/compiled-execution.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Executes queries that come again with graphql-jit, in about half of the time. Yoga's executor does the rest: all else than
 * queries, what is seen for the first time, and what graphql-jit cannot do.
 */
export function useCompiledQueries(schema: GraphQLSchema, log: Pick<Logger, 'error'>): Plugin<ServerContext> {
  let execute: ExecuteCompiled | 'loading' | undefined;

  /** Only with the first query: the compiler is large, and the first answer does not need it. */
  function load(): void {
    execute = 'loading';
    import('./compiled/compiled-execution.ts')
      .then(({ createCompiledExecution }) => {
        execute = createCompiledExecution({ schema });
      })
      .catch((error: unknown) => log.error({ err: error }, 'queries are interpreted: no compiler'));
  }

  return {
    onExecute({ executeFn, setExecuteFn }) {
      if (execute === undefined) load();
      if (typeof execute !== 'function') return;
      const executeCompiled = execute;
      setExecuteFn(
        (args) => executeCompiled({ ...args, signal: args.contextValue.signal }) ?? executeFn(args),
      );
    },
  };
}
