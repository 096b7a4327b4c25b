/**
 * Single rows of one list for one operation. What the resolvers of a tick ask for is read from the archive together;
 * DataLoader batches the ids that have to be looked up into the upstream's tens. Which calls are made is the
 * dispatcher's choice. A row is asked for once an operation, so that one answer never contradicts itself.
 */
import DataLoader from 'dataloader';
import type { Fact } from '../archive/fact.ts';
import { MAX_IDS_PER_CALL } from '../jodoo/contract.ts';
import { LISTS, type ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import { once } from '../once.ts';
import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import type { Want } from './want.ts';
import type { WantGate } from './want-gate.ts';

interface RowKey {
  readonly day: StatisticsDay;
  readonly id: string;
}

export interface RowLoader {
  load(day: StatisticsDay, id: string): Promise<Fact>;
  /** What the operation has asked for already. */
  loaded(day: StatisticsDay, id: string): Promise<Fact> | undefined;
  /** Fetches what is missing of many ids of one day; rejects with the first error. */
  fetchAll(day: StatisticsDay, ids: readonly string[]): Promise<void>;
}

export interface RowLoaderOptions {
  readonly kind: ListKind;
  readonly facts: Facts;
  readonly gate: WantGate;
}

export function createRowLoader({ kind, facts, gate }: RowLoaderOptions): RowLoader {
  const asked = new Map<string, Promise<Fact>>();
  // Of promises: the rows of a batch come by different calls, and none waits for the last of them.
  const lookUps = once(
    () => new DataLoader<RowKey, Promise<Fact>>(lookUp, { cache: false, maxBatchSize: MAX_IDS_PER_CALL }),
  );
  const reads = once(() => new DataLoader<RowKey, Promise<Fact>>(read, { cache: false }));

  async function read(keys: readonly RowKey[]): Promise<Promise<Fact>[]> {
    const known = new Map<string, Fact>();
    const days = new Set(keys.map(({ day }) => day));
    for (const day of days) {
      const ids = keys.flatMap((key) => (key.day === day ? [key.id] : []));
      const found = await gate.look(kind, () => readDay(day, ids));
      for (const [id, fact] of found) known.set(keyText({ day, id }), fact);
    }
    return keys.map(async (key) => known.get(keyText(key)) ?? (await lookUps().load(key)));
  }

  async function readDay(day: StatisticsDay, ids: readonly string[]): Promise<Map<string, Fact>> {
    const known = await facts.facts(day, ids);
    if (ids.some((id) => !known.has(id))) await facts.prepare(day);
    return known;
  }

  async function lookUp(keys: readonly RowKey[]): Promise<Promise<Fact>[]> {
    const wants = keys.map((key) => wantOf(kind, key));
    return gate.needEach(kind, wants).map(async (found, index) => factIn(await found, keys[index]?.id));
  }

  return {
    load(day, id) {
      const key = keyText({ day, id });
      const known =
        asked.get(key) ??
        reads()
          .load({ day, id })
          .then((fact) => fact);
      asked.set(key, known);
      return known;
    },
    loaded: (day, id) => (asked.size === 0 ? undefined : asked.get(keyText({ day, id }))),
    async fetchAll(day, ids) {
      const known = await gate.look(kind, async () => await readDay(day, ids));
      const missing = ids.filter((id) => !known.has(id));
      if (missing.length === 0) return;
      const found = await gate.need(
        kind,
        missing.map((id) => wantOf(kind, { day, id })),
      );
      const error = found.find((each) => each instanceof Error);
      if (error) throw error;
    },
  };
}

/** A list without ids of its own is one page. */
function wantOf(kind: ListKind, { day, id }: RowKey): Want {
  return LISTS[kind].idsField === null ? { kind: 'page', day, page: 0 } : { kind: 'row', day, id };
}

function factIn(found: Found, id: string | undefined): Fact {
  if (found.kind !== 'page') return found;
  const { rows, settled } = found.page;
  const row = rows.find((other) => other.id === id);
  return row ? { kind: 'row', row, settled } : { kind: 'absent', settled };
}

function keyText({ day, id }: RowKey): string {
  return `${day}/${id}`;
}
