import DataLoader from 'dataloader';
import type { Archive } from '../archive/archive.ts';
import type { AppUsageRow, MemberRef } from '../jodoo/app-usage-row.ts';

/** What is read from the archive alone, gathered per tick so that a page of apps is one query. */
export interface ArchiveLoaders {
  /** The row of the latest day on which an app was seen. */
  readonly latestRows: DataLoader<string, AppUsageRow | null>;
  readonly members: DataLoader<string, MemberRef | null>;
}

export function createArchiveLoaders(archive: Archive): ArchiveLoaders {
  return {
    latestRows: byId((appIds) => archive.latestRows(appIds)),
    members: byId((memberIds) => archive.members(memberIds)),
  };
}

function byId<T>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): DataLoader<string, T | null> {
  return new DataLoader(async (ids) => {
    const found = await read(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}
