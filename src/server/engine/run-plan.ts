/**
 * Executes a plan as the specification has it, and writes the answer as JSON right away: what is there at once costs no
 * promise, and no object that only is turned into text afterwards.
 */
import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  isObjectType,
  locatedError,
  type ResponsePath,
  responsePathAsArray,
} from 'graphql';
import { untilAborted } from '../../until-aborted.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import { infoOf, resolved } from './call-resolver.ts';
import { jsonText } from './json-text.ts';
import type { FieldPlan, OperationPlan, SelectionPlan, ValuePlan } from './plan.ts';
import type { Run, RunOptions } from './run.ts';

export interface RunResult {
  /** JSON. */
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

type Path = ResponsePath | undefined;

/** Rejects where the signal is aborted while something is waited for: a run that is stopped has no answer. */
export function runPlan(
  plan: OperationPlan,
  variableValues: Run['variableValues'],
  { contextValue, signal, texts }: RunOptions,
): MaybePromise<RunResult> {
  const run: Run = { plan, variableValues, contextValue, texts, errors: [], stop: undefined };
  const done = (data: string): RunResult => {
    run.stop?.throwIfAborted();
    return { data, errors: run.errors };
  };
  const failed = (error: unknown): RunResult => {
    run.errors.push(asGraphQLError(error));
    return done('null');
  };
  let data: MaybePromise<string>;
  try {
    data = selectionText(plan.root, undefined, run, undefined);
  } catch (error) {
    return failed(error);
  }
  if (typeof data === 'string') return done(data);
  run.stop = signal();
  return untilAborted(data.then(done, failed), run.stop);
}

function selectionText(
  { fields }: SelectionPlan,
  source: unknown,
  run: Run,
  path: Path,
): MaybePromise<string> {
  let text = '{';
  let waiting: MaybePromise<string>[] | undefined;
  let separator = '';
  for (const field of fields) {
    let value: MaybePromise<string>;
    try {
      value = fieldText(field, source, run, path);
    } catch (error) {
      // What was begun ends before the error is told.
      if (waiting === undefined) throw error;
      const rethrow = () => {
        throw error;
      };
      return Promise.all(waiting).then(rethrow, rethrow);
    }
    text += separator + field.lead;
    separator = ',';
    if (typeof value === 'string') text += value;
    else {
      waiting ??= [];
      waiting.push(text, value);
      text = '';
    }
  }
  return ended(waiting, `${text}}`);
}

/** Throws, or rejects, only where the field may not be null. */
function fieldText(field: FieldPlan, source: unknown, run: Run, parentPath: Path): MaybePromise<string> {
  const { property, value: plan } = field;
  if (property !== undefined && plan.kind === 'leaf') {
    const value = Object(source)[property];
    if (value === null && !plan.isNonNull) return 'null';
    if (typeof value !== 'object' && value !== undefined) {
      try {
        return leafText(plan, value);
      } catch (error) {
        return failure(field, plan, error, run, pathOf(field, parentPath));
      }
    }
  }
  const path = pathOf(field, parentPath);
  let value: unknown;
  try {
    value = property === undefined ? resolved(field, source, run, path) : Object(source)[property];
  } catch (error) {
    return failure(field, plan, error, run, path);
  }
  return completedText(field, plan, value, run, path);
}

/** The text of a value, or null with its error noted, where null is allowed. */
function completedText(
  field: FieldPlan,
  plan: ValuePlan,
  value: unknown,
  run: Run,
  path: ResponsePath,
): MaybePromise<string> {
  try {
    const text = isPromise(value)
      ? value.then((later) => valueText(field, plan, later, run, path))
      : valueText(field, plan, value, run, path);
    return typeof text === 'string' ? text : text.catch((error) => failure(field, plan, error, run, path));
  } catch (error) {
    return failure(field, plan, error, run, path);
  }
}

/** The specification's CompleteValue. */
function valueText(
  field: FieldPlan,
  plan: ValuePlan,
  value: unknown,
  run: Run,
  path: ResponsePath,
): MaybePromise<string> {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (!plan.isNonNull) return 'null';
    throw new Error(
      `Cannot return null for non-nullable field ${field.parentType.name}.${field.field.name}.`,
    );
  }
  switch (plan.kind) {
    case 'leaf':
      return leafText(plan, value);
    case 'object':
      return objectText(plan.selection(), value, run, path);
    case 'abstract':
      return whenReady(typeOf(field, plan.type, value, run, path), (type) =>
        objectText(plan.selection(type), value, run, path),
      );
    case 'list':
      return listText(field, plan.item, value, run, path);
  }
}

function leafText({ type }: ValuePlan & { readonly kind: 'leaf' }, value: unknown): string {
  const serialized = type.serialize(value);
  if (serialized === null || serialized === undefined) {
    throw new Error(
      `Expected \`${type.name}.serialize(${String(value)})\` to return non-nullable value, returned: ${String(serialized)}`,
    );
  }
  return jsonText(serialized);
}

function objectText(
  selection: SelectionPlan,
  value: unknown,
  run: Run,
  path: ResponsePath,
): MaybePromise<string> {
  const { isLongLived } = selection;
  if (isLongLived === undefined || typeof value !== 'object' || value === null || !isLongLived(value)) {
    return selectionText(selection, value, run, path);
  }
  const known = run.texts.get(selection, value);
  if (known !== undefined) return known;
  const errorsBefore = run.errors.length;
  const text = selectionText(selection, value, run, path);
  if (typeof text === 'string' && run.errors.length === errorsBefore) run.texts.keep(selection, value, text);
  return text;
}

function listText(
  field: FieldPlan,
  item: ValuePlan,
  values: unknown,
  run: Run,
  path: ResponsePath,
): MaybePromise<string> {
  if (!isIterable(values)) {
    throw new GraphQLError(
      `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.field.name}".`,
    );
  }
  // Texts that are joined would be copied once more than those that are added.
  let text = '[';
  let waiting: MaybePromise<string>[] | undefined;
  let index = 0;
  for (const value of values) {
    const itemPath: ResponsePath = { prev: path, key: index, typename: undefined };
    let itemText: MaybePromise<string>;
    try {
      itemText = completedText(field, item, value, run, itemPath);
    } catch (error) {
      // Nobody waits for the others any more; their failures must not be stray ones.
      for (const other of [...(waiting ?? []), ...values])
        if (isPromise(other)) other.then(undefined, () => {});
      throw error;
    }
    if (index > 0) text += ',';
    if (typeof itemText === 'string') text += itemText;
    else {
      waiting ??= [];
      waiting.push(text, itemText);
      text = '';
    }
    index += 1;
  }
  return ended(waiting, `${text}]`);
}

/** A text whose parts are there, or all of them once they are. */
function ended(waiting: MaybePromise<string>[] | undefined, rest: string): MaybePromise<string> {
  if (waiting === undefined) return rest;
  waiting.push(rest);
  return Promise.all(waiting).then((parts) => parts.join(''));
}

function typeOf(
  field: FieldPlan,
  type: GraphQLAbstractType,
  value: unknown,
  run: Run,
  path: ResponsePath,
): MaybePromise<GraphQLObjectType> {
  const { schema } = run.plan;
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const named = resolveType(value, run.contextValue, infoOf(field, run, path), type);
  return whenReady(named, (name) => {
    const found = name === undefined ? undefined : schema.getType(name);
    if (isObjectType(found) && schema.isSubType(type, found)) return found;
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to one of its object types for field "${field.parentType.name}.${field.field.name}"; got ${String(name)}.`,
    );
  });
}

function failure(
  { nodes }: FieldPlan,
  { isNonNull }: ValuePlan,
  error: unknown,
  run: Run,
  path: ResponsePath,
): string {
  const located = locatedError(error, nodes, responsePathAsArray(path));
  if (isNonNull) throw located;
  run.errors.push(located);
  return 'null';
}

function pathOf({ key, parentType }: FieldPlan, prev: Path): ResponsePath {
  return { prev, key, typename: parentType.name };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function asGraphQLError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : locatedError(error, []);
}
