import { type DocumentNode, parse } from 'graphql';
import { pricedQuery } from './priced-query.ts';
import type { Send, SentOperation } from './send.ts';
import { priceOf, waitingWords } from './waiting-words.ts';

/** Most answers are there before anybody has read a word. */
const QUIET_MS = 500;
/** As often as Jodoo takes a call. */
const EVERY_MS = 1000;

/** Tells how far an operation is until `signal` is aborted. Asking costs no call to Jodoo. */
export async function watchPrice(
  operation: SentOperation,
  send: Send,
  tell: (words: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = pricedText(operation);
  let firstCalls: number | undefined;
  await pause(QUIET_MS);
  while (!signal.aborted && query !== undefined) {
    const price = await priced({ ...operation, query }, send, signal);
    if (signal.aborted || price === undefined) return;
    firstCalls ??= price.calls;
    tell(waitingWords(price, firstCalls));
    await pause(EVERY_MS);
  }
}

async function priced(operation: SentOperation, send: Send, signal: AbortSignal) {
  try {
    for await (const answer of send(operation, { signal })) return priceOf(answer);
  } catch {
    // The query itself says what is wrong.
  }
  return undefined;
}

function pricedText({ query, operationName }: SentOperation): string | undefined {
  const document = parsed(query);
  return document && pricedQuery(document, operationName);
}

/** Undefined for what is no GraphQL: the gateway says why. */
export function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
