import { type DocumentNode, type ExecutionResult, Kind } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompilableOperation, compilableOperation } from './compilable-operation.ts';
import type { Frame } from './compiled-schema.ts';
import { branchOf, decidedOperation } from './decided-operation.ts';

/** Makes a function of an operation without variables and conditions; undefined where it cannot. */
export type Compile = (document: DocumentNode) => Run | undefined;
export type Run = (frame: Frame) => ExecutionResult | Promise<ExecutionResult>;

export interface CompiledOperation {
  readonly run: Run;
  readonly operation: CompilableOperation['operation'];
}

export interface CompiledDocumentsOptions {
  readonly compile: Compile;
  readonly maxBytes: number;
  /** Uses of an operation before it is compiled. */
  readonly usesBefore: number;
}

interface Branch {
  uses: number;
  compiled: CompiledOperation | 'impossible' | undefined;
}

interface Entry {
  readonly compilable: CompilableOperation | undefined;
  readonly branches: Map<string, Branch>;
}

/** Measured with graphql-jit 0.8.9, rounded up: the functions of a field, after a run. */
const BYTES_PER_FIELD = 8_000;
const BYTES_PER_ENTRY = 1_000;
/** Of one document; further ones are interpreted. */
const MAX_BRANCHES = 16;

/** Compiled operations, bounded by memory. */
export function createCompiledDocuments({ compile, maxBytes, usesBefore }: CompiledDocumentsOptions) {
  const entries = new LRUCache<DocumentNode, Map<string, Entry>>({
    maxSize: maxBytes,
    sizeCalculation: sizeOf,
  });

  function entryOf(document: DocumentNode, operationName: string): Entry {
    const known = entries.get(document) ?? new Map<string, Entry>();
    const entry = known.get(operationName) ?? {
      compilable: compilableOperation(document, operationName === '' ? undefined : operationName),
      branches: new Map(),
    };
    if (!known.has(operationName)) entries.set(document, new Map([...known, [operationName, entry]]));
    return entry;
  }

  return {
    /** What is known of an operation. */
    entry: (document: DocumentNode, operationName: string | null | undefined): Entry =>
      entryOf(document, operationName ?? ''),

    /** The operation, compiled, when it is used often enough. */
    find(
      document: DocumentNode,
      { compilable, branches }: Entry,
      variables: Readonly<Record<string, unknown>>,
    ): CompiledOperation | undefined {
      const name = compilable && branchOf(compilable, variables);
      if (compilable === undefined || name === undefined) return undefined;
      const branch = branches.get(name) ?? { uses: 0, compiled: undefined };
      if (!branches.has(name)) {
        if (branches.size >= MAX_BRANCHES) return undefined;
        branches.set(name, branch);
      }
      branch.uses += 1;
      if (branch.compiled === undefined && branch.uses > usesBefore) {
        branch.compiled = compiledBranch(compile, compilable, variables);
        const grown = entries.peek(document);
        // A new object: the cache takes the size of an entry only when its value changes.
        if (grown !== undefined) entries.set(document, new Map(grown));
      }
      return branch.compiled === 'impossible' ? undefined : branch.compiled;
    },
  };
}

function compiledBranch(
  compile: Compile,
  compilable: CompilableOperation,
  variables: Readonly<Record<string, unknown>>,
): CompiledOperation | 'impossible' {
  const { operation, fragments } = decidedOperation(compilable, variables);
  const run = compile({
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions: [] }, ...fragments],
  });
  return run === undefined ? 'impossible' : { run, operation };
}

function sizeOf(operations: ReadonlyMap<string, Entry>): number {
  let bytes = BYTES_PER_ENTRY;
  for (const { compilable, branches } of operations.values()) {
    const compiled = [...branches.values()].filter(({ compiled }) => compiled !== undefined);
    bytes += BYTES_PER_ENTRY + compiled.length * BYTES_PER_FIELD * (compilable?.fields ?? 0);
  }
  return bytes;
}
