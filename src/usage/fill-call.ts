import { type Asker, compareTurns, type PendingWant } from './turns.ts';

/** Up to `size` wants of a day, the leading one first, then one of each asker in turn. */
export function fillCall(
  lead: PendingWant,
  rows: Iterable<PendingWant>,
  fits: (other: PendingWant) => boolean,
  size: number,
): PendingWant[] {
  const askers = [lead.firstAsker, ...earliest(lead.firstAsker, rows, fits, size - 1)];
  const queues = askers.map((asker) => firstOf(asker, lead, fits, size));
  const filled: PendingWant[] = [];
  for (let round = 0; filled.length < size && queues.some((queue) => round < queue.length); round += 1) {
    for (const queue of queues) filled.push(...queue.slice(round, round + 1));
  }
  return filled.slice(0, size);
}

/** The other askers whose turns come first, in order, at most `count`. Whether their wants fit is asked last: it costs most. */
function earliest(
  leading: Asker,
  rows: Iterable<PendingWant>,
  fits: (other: PendingWant) => boolean,
  count: number,
): Asker[] {
  const first: Asker[] = [];
  for (const pending of rows) {
    const asker = pending.firstAsker;
    const last = first.at(-1);
    if (first.length === count && (last === undefined || compareTurns(asker, last) >= 0)) continue;
    if (asker === leading || first.includes(asker) || !fits(pending)) continue;
    const place = first.findIndex((other) => compareTurns(asker, other) < 0);
    first.splice(place < 0 ? first.length : place, 0, asker);
    if (first.length > count) first.pop();
  }
  return first;
}

/** The oldest wants of an asker that go with the leading one, which comes first; at most `count`. */
function firstOf(
  asker: Asker,
  lead: PendingWant,
  fits: (other: PendingWant) => boolean,
  count: number,
): PendingWant[] {
  const first = asker === lead.firstAsker ? [lead] : [];
  for (const pending of asker.wants) {
    if (first.length === count) break;
    const { want, open, firstAsker } = pending;
    const isAlike = want.kind === 'row' && want.day === lead.want.day && open && firstAsker === asker;
    if (isAlike && pending !== lead && fits(pending)) first.push(pending);
  }
  return first;
}
