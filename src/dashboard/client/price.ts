/** What a question will cost, asked of the gateway while the question itself waits. */
import { isObject } from './answer.ts';
import type { GraphqlClient } from './graphql-client.ts';
import type { TypedDocument } from './typed-document.ts';

export interface Price {
  readonly calls: number;
  readonly expectedMs: number;
}

/** Undefined when the gateway cannot say. Rejects only when `signal` was aborted. */
export type PriceOf = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  signal: AbortSignal,
) => Promise<Price | undefined>;

/** Asks no more after a gateway has once refused to price: one that does not know dry runs learns them by an update. */
export function createPriceOf(client: Pick<GraphqlClient, 'query'>): PriceOf {
  let isRefused = false;
  return async (document, variables, signal) => {
    if (isRefused) return undefined;
    const { data, errors } = await client.query(pricing(document), variables, signal);
    isRefused = errors.some(({ code }) => code === 'GRAPHQL_VALIDATION_FAILED');
    const cost = isObject(data) && isObject(data.price) ? data.price.cost : undefined;
    if (!isObject(cost)) return undefined;
    const { calls, expectedMs } = cost;
    return typeof calls === 'number' && typeof expectedMs === 'number' ? { calls, expectedMs } : undefined;
  };
}

/** The same operation as a dry run: the gateway prices its fields instead of asking Jodoo for them. */
function pricing<Variables>({
  name,
  text,
}: TypedDocument<unknown, Variables>): TypedDocument<unknown, Variables> {
  // The operation comes first in the text; its closing brace is the first one at the start of a line.
  const priced = text.replace('\n}', '\n  price: gateway(dryRun: true) { cost { calls expectedMs } }\n}');
  return { name, text: priced };
}
