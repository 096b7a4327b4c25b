/** The last steps of an answer in parts: what its client may see of errors, its cost, and its end in time. */
import { GraphQLError } from 'graphql';
import { GatewayError } from '../../errors.ts';
import type { GatewayContext } from '../../graphql/context.ts';
import { boundErrors, errorCodes } from '../seen-result.ts';
import type { ServerContext } from '../server-context.ts';
import { type AnswerPart, gatheredParts } from './gathered-parts.ts';

export interface SealedPartsOptions {
  readonly maskError: (error: unknown) => Error;
  readonly secrets: readonly string[];
}

/**
 * The same parts, with errors as clients see them and the cost in the last part. Never throws: where the operation is
 * stopped, the last part says why.
 */
export async function* sealedParts(
  parts: AsyncIterable<AnswerPart>,
  {
    operation,
    notes,
    signal: signalOf,
  }: Pick<GatewayContext & ServerContext, 'operation' | 'notes' | 'signal'>,
  { maskError, secrets }: SealedPartsOptions,
): AsyncGenerator<AnswerPart> {
  function seal<T extends { readonly errors?: readonly GraphQLError[] }>(result: T): T {
    if (result.errors === undefined || result.errors.length === 0) return result;
    const errors = result.errors.map((error) => graphqlError(maskError(error)));
    boundErrors({ errors }, secrets);
    notes.errors = [...(notes.errors ?? []), ...errorCodes({ errors })];
    return { ...result, errors };
  }

  function sealPart(part: AnswerPart): AnswerPart {
    const { incremental } = part;
    const sealed = seal({ ...part, ...(incremental && { incremental: incremental.map(seal) }) });
    if (part.hasNext !== false) return sealed;
    const { calls, waitMs } = operation.report();
    return { ...sealed, extensions: { ...part.extensions, upstream: { calls, waitMs } } };
  }

  let isOver = false;
  try {
    for await (const part of gatheredParts(parts)) {
      isOver = part.hasNext === false;
      yield sealPart(part);
    }
  } catch (error) {
    const signal = signalOf();
    const hasLeft = signal.aborted && !(signal.reason instanceof GatewayError);
    if (isOver || hasLeft) return;
    yield sealPart({ errors: [graphqlError(signal.aborted ? signal.reason : error)], hasNext: false });
  }
}

function graphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
