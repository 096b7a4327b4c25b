import DataLoader from 'dataloader';
import type { Entity, EntityArchive } from '../archive/archive.ts';
import type { EntityKind } from '../jodoo/lists.ts';
import type { EntityCache } from './entity-cache.ts';
import type { EntityReader } from './operation.ts';

export interface EntityReaderOptions {
  readonly kind: EntityKind;
  readonly archive: EntityArchive;
  readonly cache: EntityCache;
  /** Runs a read of the archive. */
  readonly look: <T>(read: () => Promise<T>) => Promise<T>;
  /** Notes that something was read that does not stay true for ever. */
  readonly noteFleeting: () => void;
}

/** Reads apps or members as last seen; what the resolvers of a tick ask for is one query. */
export function createEntityReader(options: EntityReaderOptions): EntityReader {
  const { kind, archive, cache, look, noteFleeting } = options;
  const entities = new DataLoader<string, Entity | null>(async (ids) => {
    const found = await look(() => cache.byId(kind, ids));
    return ids.map((id) => found.get(id) ?? null);
  });
  return {
    byId(id) {
      noteFleeting();
      return cache.known(kind, id) ?? entities.load(id);
    },
    search(query, window) {
      noteFleeting();
      return look(() => archive.search(kind, query, window));
    },
  };
}
