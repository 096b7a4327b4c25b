import type { AnswerError } from '../client/answer.ts';
import type { Page } from '../documents.ts';

export interface Slice<Row> {
  readonly edges: readonly ({ readonly node: Row } | null)[];
  readonly pageInfo: Page;
}

export interface SliceAnswer<Row> {
  readonly slice: Slice<Row> | null;
  readonly errors: readonly AnswerError[];
}

/** Every row of a list, a hundred a question. Rejects with the gateway's words: a file with rows missing is no answer. */
export async function allRows<Row>(
  ask: (after: string | undefined) => Promise<SliceAnswer<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  for (;;) {
    const { slice, errors } = await ask(after);
    if (slice === null || errors.length > 0) {
      throw new Error(errors[0]?.message ?? 'The gateway answered without rows.');
    }
    rows.push(...slice.edges.flatMap((edge) => (edge === null ? [] : [edge.node])));
    if (!slice.pageInfo.hasNextPage || slice.pageInfo.endCursor === null) return rows;
    after = slice.pageInfo.endCursor;
  }
}
