/**
 * Apps and members as last seen, in memory: the names that every page asks for. They move on only when an answer is
 * filed; what other processes file is seen within seconds.
 */
import { LRUCache } from 'lru-cache';
import type { Entity, EntityArchive } from '../archive/archive.ts';
import { cleanedText } from '../archive/cleaned-text.ts';
import type { ListAnswer } from '../archive/fact.ts';
import type { EntityKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';

export interface EntityCacheOptions {
  readonly archive: Pick<EntityArchive, 'byId'>;
  readonly monotonicMs: () => number;
}

export interface EntityCache {
  /** undefined: the archive has to be asked. */
  known(kind: EntityKind, id: string): Entity | undefined;
  /** Asks the archive. */
  byId(kind: EntityKind, ids: readonly string[]): Promise<Map<string, Entity>>;
  /** Forgets whatever an answer may have changed. */
  filed(answer: ListAnswer): void;
}

interface Kept {
  readonly entity: Entity;
  readonly atMs: number;
}

/** Of each kind. */
const MAX_ENTITIES = 20_000;
/** Other processes file answers, too. */
const KEPT_FOR_MS = 5_000;

export function createEntityCache({ archive, monotonicMs }: EntityCacheOptions): EntityCache {
  const kept: Readonly<Record<EntityKind, LRUCache<string, Kept>>> = {
    app: new LRUCache({ max: MAX_ENTITIES }),
    member: new LRUCache({ max: MAX_ENTITIES }),
  };
  let filings = 0;

  function forgetRenamed(names: ReadonlyMap<string, string>): void {
    for (const [id, name] of names) {
      const known = kept.member.peek(id);
      if (known !== undefined && known.entity.name !== name) kept.member.delete(id);
    }
    for (const [id, { entity }] of kept.app.entries()) {
      const name = entity.creator === null ? undefined : names.get(entity.creator.memberId);
      if (name !== undefined && name !== entity.creator?.name) kept.app.delete(id);
    }
  }

  return {
    known(kind, id) {
      const found = kept[kind].get(id);
      return found !== undefined && monotonicMs() - found.atMs < KEPT_FOR_MS ? found.entity : undefined;
    },
    async byId(kind, ids) {
      const filingsBefore = filings;
      const atMs = monotonicMs();
      const found = await archive.byId(kind, ids);
      if (filings === filingsBefore) {
        for (const [id, entity] of found) kept[kind].set(id, { entity, atMs });
      }
      return found;
    },
    filed({ list, call: { day }, rows }) {
      filings += 1;
      if (list === 'organization') return;
      const names = new Map<string, string>();
      for (const { id, name, creator } of rows) {
        if (creator !== null) names.set(creator.memberId, cleanedText(creator.name));
        const known = kept[list].peek(id);
        if (known === undefined) continue;
        const isSame =
          known.entity.name === cleanedText(name) &&
          known.entity.creator?.memberId === creator?.memberId &&
          isWithin(day, known.entity);
        if (!isSame) kept[list].delete(id);
      }
      if (list === 'member') for (const { id, name } of rows) names.set(id, cleanedText(name));
      if (names.size > 0) forgetRenamed(names);
    },
  };
}

function isWithin(day: StatisticsDay, { firstDay, lastDay }: Entity): boolean {
  return firstDay !== null && lastDay !== null && day >= firstDay && day <= lastDay;
}
