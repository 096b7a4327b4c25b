/**
 * An archive that may be away: the gateway answers on from the upstream, keeps in a spool what it fetches meanwhile, and
 * files that in the archive proper once it is back. When only writing fails (a full disk), what is archived is still read.
 */
import { LIST_KINDS, type ListKind } from '../jodoo/lists.ts';
import type { DayRange } from '../jodoo/statistics-day.ts';
import type {
  Archive,
  ArchiveOverview,
  ArchiveSummary,
  DayCoverage,
  EntityArchive,
  ListArchive,
} from './archive.ts';
import { ArchiveError, isUnavailable } from './archive-error.ts';
import type { ArchiveLog } from './archive-log.ts';
import type { ListAnswer } from './fact.ts';
import { archiveUnavailable, createLayerReader, type LayerReader } from './layer-reader.ts';
import { createLayeredList } from './layered-list.ts';
import { mergedCoverage, mergedEntities } from './merge-layers.ts';
import { type ArchiveState, createPrimaryArchive, type PrimaryArchive } from './primary-archive.ts';
import type { Spool, SpoolCounts } from './spool.ts';

export interface LayeredArchive extends Archive {
  status(): ArchiveStatus;
  /** True while the archive is back, and what was fetched without it is being filed. */
  isCatchingUp(): boolean;
}

/** Counts are of answers: those that wait to be filed, and since the start those lost and those set aside. */
export interface ArchiveStatus extends SpoolCounts {
  readonly state: ArchiveState['kind'];
  /** True when the state is `up`. */
  readonly available: boolean;
  /** Why it is not. */
  readonly reason?: string;
}

export interface LayeredArchiveOptions {
  readonly open: () => Promise<Archive>;
  /** Closed with the archive. */
  readonly spool: Spool;
  /** How often the archive is looked after, in milliseconds. */
  readonly retryMs: number;
  readonly log: ArchiveLog;
}

/**
 * Rejects when the archive must not be used at all (a newer one, another organization's). Reads reject with the
 * GatewayError ARCHIVE_UNAVAILABLE where no layer can answer; the ledger and the leases with the ArchiveError itself.
 */
export async function createLayeredArchive(options: LayeredArchiveOptions): Promise<LayeredArchive> {
  const { open, spool, retryMs, log } = options;
  let before = spool.counts();
  let filed = 0;
  const primary = await createPrimaryArchive({
    open,
    retryMs,
    log,
    waiting: () => spool.counts().waiting,
    catchUp: (archive, isClosed) =>
      spool.drain(async (answer) => {
        if (isClosed()) throw new ArchiveError('unavailable', 'The archive is closed.');
        await archive.list(answer.list).save(answer);
        filed += 1;
      }),
    onBack() {
      const { lost, setAside } = spool.counts();
      const counts = { filed, setAside: setAside - before.setAside, lost: lost - before.lost };
      log.info(counts, 'the archive is available again, and holds what was fetched meanwhile');
      before = spool.counts();
      filed = 0;
      void spool
        .clear()
        .catch((error: unknown) => log.error({ err: error }, 'the spool could not be cleared'));
    },
  }).catch(async (error: unknown) => {
    await spool.close();
    throw error;
  });
  const reader = createLayerReader(primary, spool);

  async function save(answer: ListAnswer): Promise<void> {
    if (primary.state().kind === 'up' && spool.counts().waiting === 0) {
      try {
        return await primary.ask((archive) => archive.list(answer.list).save(answer), 'write');
      } catch (error) {
        if (!isUnavailable(error)) {
          await spool.setAside(answer, error);
          throw error;
        }
      }
    }
    await spool.keep(answer);
  }

  const lists = new Map<ListKind, ListArchive>(
    LIST_KINDS.map((kind) => [kind, createLayeredList({ kind, reader, save, copy: spool.copy })]),
  );

  return {
    list(kind) {
      const list = lists.get(kind);
      if (list === undefined) throw new TypeError(`no such list: ${kind}`);
      return list;
    },
    entities: layeredEntities(reader),
    overview: layeredOverview(reader),
    ...primaryPorts(primary),
    status() {
      const state = primary.state();
      const counts = spool.counts();
      return {
        state: state.kind,
        available: state.kind === 'up',
        ...counts,
        ...(state.kind === 'up' ? {} : { reason: reasonOf(state.reason, counts) }),
      };
    },
    isCatchingUp: primary.isCatchingUp,
    async close() {
      await primary.close();
      await spool.close();
    },
  };
}

function reasonOf(reason: string, { lost }: SpoolCounts): string {
  return lost === 0 ? reason : `${reason} (${lost} answers that were fetched meanwhile are lost)`;
}

/** Who may start a call is never decided by a layer of our own: without the archive nothing is granted. */
function primaryPorts({ ask }: PrimaryArchive): Pick<Archive, 'ledger' | 'leases' | 'check'> {
  return {
    ledger: {
      reserve: (...args) => ask(({ ledger }) => ledger.reserve(...args), 'write'),
      takeIdle: (...args) => ask(({ ledger }) => ledger.takeIdle(...args), 'write'),
      hold: (...args) => ask(({ ledger }) => ledger.hold(...args), 'write'),
      heldForMs: (...args) => ask(({ ledger }) => ledger.heldForMs(...args), 'write'),
      countSharers: (...args) => ask(({ ledger }) => ledger.countSharers(...args), 'write'),
    },
    leases: {
      take: (...args) => ask(({ leases }) => leases.take(...args), 'write'),
      release: (...args) => ask(({ leases }) => leases.release(...args), 'write'),
    },
    check: () => ask((archive) => archive.check(), 'read'),
  };
}

function layeredEntities({ gather, primaryOnly }: LayerReader): EntityArchive {
  return {
    byId: async (kind, ids) => mergedEntities(await gather(({ entities }) => entities.byId(kind, ids))),
    // A part of the names would be counted as all of them.
    search: (kind, query, window) => primaryOnly(({ entities }) => entities.search(kind, query, window)),
  };
}

/** While the archive is away, the last answer is told on; it is not about facts but about how much there is. */
function layeredOverview({ gather, primaryOnly, state }: LayerReader): ArchiveOverview {
  let lastSummary: ArchiveSummary | undefined;
  let lastCoverage: { readonly range: DayRange; readonly days: DayCoverage[] } | undefined;
  return {
    async summary() {
      const [summary] = await gather(
        ({ overview }) => overview.summary(),
        () => true,
      );
      if (summary === undefined) throw archiveUnavailable();
      if (state() === 'down') return lastSummary ?? summary;
      lastSummary = summary;
      return summary;
    },
    async coverage(range) {
      const days = mergedCoverage(await gather(({ overview }) => overview.coverage(range)));
      if (state() !== 'down') {
        lastCoverage = { range, days };
        return days;
      }
      if (lastCoverage?.range.from !== range.from || lastCoverage.range.to !== range.to)
        throw archiveUnavailable();
      return mergedCoverage([lastCoverage.days, days]);
    },
    discrepancies: (range) => primaryOnly(({ overview }) => overview.discrepancies(range)),
  };
}
