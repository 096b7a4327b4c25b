import type { Fact } from '../../archive/fact.ts';
import { badUserInput } from '../../errors.ts';
import { type MaybePromise, orElse, whenAllReady, whenReady } from '../../usage/maybe-promise.ts';
import { asError } from '../as-error.ts';
import type { DayCursor } from './cursor.ts';
import { windowOf } from './page-arguments.ts';
import { pageInfoOf } from './page-info.ts';
import type { EdgesArrived, SliceReader, UsageEdge, UsageQuestion, UsageSlice } from './usage-slice.ts';

/** A page of the asked ids, in the asked order: only the ids of the page are looked up. */
export function askedIdsSlice(question: UsageQuestion, ids: readonly string[]): SliceReader {
  const { list, day, size, after, before } = question;
  const start = after ? indexOf('after', after, ids, question) + 1 : 0;
  const end = before ? indexOf('before', before, ids, question) : ids.length;
  const window = windowOf(size, { start, end: Math.max(start, end) });
  const places = ids
    .slice(window.start, window.start + window.count)
    .map((id): AskedId => ({ id, place: { list: list.kind, kind: 'id', day, id } }));

  const hasBefore = window.start > 0;
  const hasAfter = window.start + window.count < ids.length;
  // Of the asked ids, not of the edges: an unknown id at the page's end must not stop the walk.
  const pageInfo = pageInfoOf(places, { hasBefore, hasAfter });
  return {
    pageInfo,
    read(operation, arrived) {
      const reader = operation.list(list.kind);
      const facts = places.map(({ id }) => orElse(() => reader.row(day, id), asError));
      if (arrived) void tellInOrder(places, facts, arrived);
      return whenReady(whenAllReady(facts), (answers) => ({ pageInfo, ...sliceOf(places, answers) }));
    },
  };
}

interface AskedId {
  readonly id: string;
  readonly place: DayCursor;
}

/** None of the facts rejects. */
async function tellInOrder(
  places: readonly AskedId[],
  facts: readonly MaybePromise<Fact | Error>[],
  arrived: EdgesArrived,
): Promise<void> {
  const known: (Fact | Error)[] = [];
  for (const fact of facts) {
    known.push(await fact);
    arrived(sliceOf(places, known).edges);
  }
}

/** `facts` in the order of the places. */
function sliceOf(places: readonly AskedId[], facts: readonly (Fact | Error)[]): Omit<UsageSlice, 'pageInfo'> {
  const edges: (UsageEdge | Error)[] = [];
  const missingIds: string[] = [];
  for (const [index, { id, place }] of places.entries()) {
    const fact = facts[index];
    if (fact === undefined) continue;
    if (fact instanceof Error) edges.push(fact);
    else if (fact.kind === 'absent') missingIds.push(id);
    else edges.push({ place, node: fact.row });
  }
  const settled = facts.every((fact) => !(fact instanceof Error) && fact.settled);
  return { edges, missingIds, settled: settled && facts.length > 0 };
}

function indexOf(
  name: string,
  cursor: DayCursor,
  ids: readonly string[],
  { list: { idsArgument } }: UsageQuestion,
): number {
  const index = cursor.kind === 'id' ? ids.indexOf(cursor.id) : -1;
  if (index >= 0) return index;
  throw badUserInput(
    `'${name}' points at none of the given ${idsArgument}: keep '${idsArgument}' the same while you page.`,
    { argument: name },
  );
}
