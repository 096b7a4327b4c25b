import { type ExecutionArgs, type ExecutionResult, type GraphQLSchema, getVariableValues } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { type Compile, createCompiledDocuments } from './compiled-documents.ts';
import { compiledSchema, type Frame } from './compiled-schema.ts';
import { locatedErrors } from './located-errors.ts';

export interface CompiledExecutionOptions {
  readonly schema: GraphQLSchema;
  /** Memory for compiled operations; default 64 MiB. */
  readonly maxBytes?: number;
  /** Uses before it is compiled; default 1. Compiling, and running cold code, costs as much as interpreting once. */
  readonly usesBefore?: number;
}

export interface CompiledArgs extends Omit<ExecutionArgs, 'schema'> {
  readonly signal: AbortSignal;
}

/** Answers at once where no resolver waits. Undefined, with nothing done, for what the interpreting executor has to do. */
export type ExecuteCompiled = (args: CompiledArgs) => ExecutionResult | Promise<ExecutionResult> | undefined;

const MAX_BYTES = 64 << 20;

/** Executes queries with graphql-jit. */
export function createCompiledExecution(options: CompiledExecutionOptions): ExecuteCompiled {
  const { schema, maxBytes = MAX_BYTES, usesBefore = 1 } = options;
  const compiled = compiledSchema(schema);
  const compile: Compile = (document) => {
    const made = compileQuery(compiled, document, undefined, { disablingCapturingStackErrors: true });
    return isCompiledQuery(made) ? (frame: Frame) => made.query(undefined, frame, {}) : undefined;
  };
  const documents = createCompiledDocuments({ compile, maxBytes, usesBefore });

  return ({ document, operationName, variableValues, contextValue, signal }) => {
    const entry = documents.entry(document, operationName);
    if (entry?.compilable === undefined) return undefined;
    const definitions = entry.compilable.operation.variableDefinitions ?? [];
    const { coerced } = getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: 1 });
    // The interpreting executor words the errors.
    const found = coerced && documents.find(entry, coerced);
    if (coerced === undefined || found === undefined) return undefined;
    signal.throwIfAborted();
    const { run, operation } = found;
    const result = run({ contextValue, variableValues: coerced, operation, signal });
    const seen = (done: ExecutionResult): ExecutionResult => {
      // A run that was stopped has an error for each field; the operation has one.
      signal.throwIfAborted();
      return done.errors === undefined
        ? done
        : { ...done, errors: locatedErrors(done.errors, document.loc?.source) };
    };
    return result instanceof Promise ? untilAborted(result.then(seen), signal) : seen(result);
  };
}

/** Rejects as soon as the signal is aborted: what is read for a stopped run may come later. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
