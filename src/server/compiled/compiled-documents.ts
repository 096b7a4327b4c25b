import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentBytes } from '../query/document-cache.ts';
import { type CompilableOperation, compilableOperation } from './compilable-operation.ts';
import type { Frame } from './compiled-schema.ts';
import { branchOf, decidedOperation } from './decided-operation.ts';

/** Makes a function of an operation without variables and conditions; undefined where it cannot. */
export type Compile = (document: DocumentNode) => Run | undefined;
export type Run = (frame: Frame) => ExecutionResult | Promise<ExecutionResult>;

export interface CompiledOperation {
  readonly run: Run;
  readonly operation: OperationDefinitionNode;
}

export interface CompiledDocumentsOptions {
  readonly compile: Compile;
  readonly maxBytes: number;
  /** Uses of an operation before it is compiled. */
  readonly usesBefore: number;
}

/** One way that `@skip` and `@include` take. */
interface Branch {
  uses: number;
  isImpossible: boolean;
}

/** What is known of an operation. */
interface Entry {
  readonly compilable: CompilableOperation | undefined;
  readonly branches: Map<string, Branch>;
}

/** Measured with graphql-jit 0.8.9, rounded up: the functions of a field, after a run. */
const BYTES_PER_FIELD = 8_000;
/** Of one operation; further ones are interpreted. */
const MAX_BRANCHES = 16;

/**
 * Compiled operations, bounded by memory. What is known of the others hangs on their documents, and goes with them: most
 * come only once.
 */
export function createCompiledDocuments({ compile, maxBytes, usesBefore }: CompiledDocumentsOptions) {
  const entries = new WeakMap<OperationDefinitionNode, Entry>();
  const compiled = new LRUCache<Branch, CompiledOperation>({ maxSize: maxBytes });

  function compiledBranch(
    branch: Branch,
    compilable: CompilableOperation,
    variables: Readonly<Record<string, unknown>>,
  ): CompiledOperation | undefined {
    const { operation, fragments } = decidedOperation(compilable, variables);
    const definitions = [{ ...operation, variableDefinitions: [] }, ...fragments];
    const size = bytesOf(compilable);
    const run = size > maxBytes ? undefined : compile({ kind: Kind.DOCUMENT, definitions });
    if (run === undefined) {
      branch.isImpossible = true;
      return undefined;
    }
    const made = { run, operation };
    compiled.set(branch, made, { size });
    return made;
  }

  return {
    /** Undefined where the document has no such operation. */
    entry(document: DocumentNode, operationName: string | null | undefined): Entry | undefined {
      const operation = getOperationAST(document, operationName);
      if (!operation) return undefined;
      const known = entries.get(operation);
      if (known !== undefined) return known;
      const entry = { compilable: compilableOperation(document, operation), branches: new Map() };
      entries.set(operation, entry);
      return entry;
    },

    /** The operation, compiled, when it is used often enough. */
    find(
      { compilable, branches }: Entry,
      variables: Readonly<Record<string, unknown>>,
    ): CompiledOperation | undefined {
      const name = compilable && branchOf(compilable, variables);
      if (compilable === undefined || name === undefined) return undefined;
      const branch = branches.get(name) ?? { uses: 0, isImpossible: false };
      if (!branches.has(name)) {
        if (branches.size >= MAX_BRANCHES) return undefined;
        branches.set(name, branch);
      }
      const known = compiled.get(branch);
      if (known !== undefined) return known;
      // Pushed out of memory, it has to come as often again.
      branch.uses = branch.uses > usesBefore ? 1 : branch.uses + 1;
      if (branch.uses <= usesBefore || branch.isImpossible) return undefined;
      return compiledBranch(branch, compilable, variables);
    },
  };
}

/** A compiled operation holds the nodes that it was made of, and through their places the whole document. */
function bytesOf({ fields, operation: { loc } }: CompilableOperation): number {
  let tokens = 0;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  for (let token = loc?.startToken.prev; token; token = token.prev) tokens += 1;
  return fields * BYTES_PER_FIELD + documentBytes(loc?.source.body.length ?? 0, tokens);
}
