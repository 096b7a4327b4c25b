/** Queries that are parsed, validated and planned already: by their text, or by the text of another of the same shape. */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { isIncremental } from '../../graphql/incremental-document.ts';
import type { CheckedDocuments } from '../query/checked-documents.ts';
import { documentBytes } from '../query/document-cache.ts';
import { boundedScan, documentErrors, estimateErrors } from '../query/document-limits.ts';
import type { DocumentScan, Literal } from '../query/document-scan.ts';
import type { KnownEstimates } from '../query/known-estimates.ts';
import { type LiftedDocument, liftLiterals } from '../query/lifted-document.ts';
import { movedErrors } from '../query/moved-errors.ts';
import type { QueryLimits } from '../query/query-limits.ts';
import { repeatedPairs } from '../query/repeated-fields.ts';
import { isValidDocument } from '../query/valid-document.ts';
import { createPlanStore } from './plan-store.ts';
import { type BoundOperation, type PreparedOperation, prepareOperation } from './prepared-operation.ts';

export interface KnownQueriesOptions {
  readonly schema: GraphQLSchema;
  readonly limits: QueryLimits;
  readonly documents: CheckedDocuments;
  readonly estimates: KnownEstimates;
}

export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
}

/** A query within its limits, with its variables. */
export interface KnownQuery extends Pick<PreparedOperation, 'isProven'> {
  readonly operationName: string | undefined;
  readonly bound: BoundOperation;
  /** An error of this query's run, with its place in this query's text. */
  located(error: GraphQLError): GraphQLError;
}

export interface KnownQueries {
  /** Undefined for what the engine does not execute, and for all that is wrong with a request: Yoga refuses it in words. */
  find(asked: Asked): KnownQuery | undefined;
}

/** What documents of one shape share. */
interface Shared {
  readonly document: DocumentNode;
  readonly isSingle: boolean;
  readonly valuesOf: LiftedDocument['valuesOf'];
  readonly operations: Map<string | undefined, PreparedOperation | undefined>;
}

interface Found {
  readonly shared: Shared;
  /** Values of the literals that were lifted out. */
  readonly literals: Readonly<Record<string, unknown>>;
  /** What the document calls its only operation; undefined where there are several. */
  readonly name: string | undefined;
}

const NO_VALUES: Found['literals'] = {};
const SHAPES_BYTES = 32 << 20;
const PLANS_BYTES = 64 << 20;

export function createKnownQueries({
  schema,
  limits,
  documents,
  estimates,
}: KnownQueriesOptions): KnownQueries {
  const plans = createPlanStore(PLANS_BYTES);
  const byShape = new LRUCache<string, Shared>({ maxSize: SHAPES_BYTES });
  const byDocument = new WeakMap<DocumentNode, Found>();

  function found(text: string, variables: Asked['variables']): Found | undefined {
    const known = documents.get(text);
    if (known !== undefined) return byDocument.get(known) ?? share(known, text, boundedScan(text, limits));
    const scan = boundedScan(text, limits);
    const shared = scan.shape === undefined ? undefined : byShape.get(scan.shape);
    const literals = shared?.valuesOf(scan.literals);
    if (shared !== undefined && literals !== undefined) return { shared, literals, name: scan.operationName };
    const document = parse(text);
    // Other rules hold for answers in parts, too.
    if (isIncremental(document)) return undefined;
    return isValid(document, text, variables, scan) ? share(document, text, scan) : undefined;
  }

  function isValid(
    document: DocumentNode,
    text: string,
    variables: Asked['variables'],
    { tokens }: DocumentScan,
  ): boolean {
    // These depend on the variables, and cost little to be found again.
    if (documentErrors(schema, document, estimates.of(document, variables), limits).length > 0) return false;
    const problems = isValidDocument(schema, document) ? [] : validate(schema, document);
    if (problems.length > 0) documents.refuse({ text, document, problems });
    // Its twin without literals takes as much again.
    else documents.accept(text, document, 2 * tokens);
    return problems.length === 0;
  }

  function share(
    document: DocumentNode,
    text: string,
    { shape, literals, tokens, operationName }: DocumentScan,
  ): Found {
    const lifted = liftable(document, literals);
    const shared: Shared = {
      document: lifted?.document ?? document,
      isSingle: isSingleOperation(document),
      valuesOf: lifted?.valuesOf ?? (() => NO_VALUES),
      operations: new Map(),
    };
    const values = shared.valuesOf(literals) ?? {};
    const made = { shared, literals: values, name: operationName };
    byDocument.set(document, made);
    if (lifted !== undefined && shape !== undefined && prepared(shared, undefined) !== undefined) {
      byShape.set(shape, shared, { size: documentBytes(text.length, tokens) });
    }
    return made;
  }

  /** Whether two fields are one depends on their arguments: then those of another document need not be equal. */
  function liftable(document: DocumentNode, literals: readonly Literal[]): LiftedDocument | undefined {
    const lifted = liftLiterals(schema, document, literals);
    const isUnambiguous =
      lifted !== undefined &&
      // Mostly no two fields can be one, or nothing was lifted.
      (lifted.document === document ||
        repeatedPairs(document, 0) === 0 ||
        isValidDocument(schema, lifted.document, [OverlappingFieldsCanBeMergedRule]));
    return isUnambiguous ? lifted : undefined;
  }

  function prepared(
    { document, operations }: Shared,
    name: string | undefined,
  ): PreparedOperation | undefined {
    if (operations.has(name)) return operations.get(name);
    const operation = getOperationAST(document, name);
    if (!operation) return undefined;
    const made = prepareOperation(schema, document, operation, plans);
    operations.set(name, made);
    return made;
  }

  return {
    find({ query: text, variables, operationName }) {
      const { shared, literals, name } = unlessRefused(() => found(text, variables)) ?? {};
      if (shared === undefined) return undefined;
      if (shared.isSingle && operationName !== undefined && operationName !== name) return undefined;
      const operation = prepared(shared, shared.isSingle ? undefined : operationName);
      if (operation === undefined) return undefined;
      const all = literals === NO_VALUES ? variables : { ...variables, ...literals };
      if (estimateErrors(estimates.of(shared.document, all), limits).length > 0) return undefined;
      const bound = operation.bind(all);
      if (bound === undefined) return undefined;
      return {
        operationName: shared.isSingle ? name : operation.name,
        isProven: operation.isProven,
        bound,
        located: movedErrors(text),
      };
    },
  };
}

/** Limits and syntax errors are told again by those who word them. */
function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

function isSingleOperation({ definitions }: DocumentNode): boolean {
  return definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
}
