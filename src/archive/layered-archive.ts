/**
 * An archive that may be gone: the gateway answers on from the upstream, remembers in a stand-in what it fetches
 * meanwhile, and files that in the archive proper once it is back. When only writing fails (a full disk), what is
 * archived is still read.
 */
import { GatewayError } from '../errors.ts';
import type { AppUsageRow } from '../jodoo/app-usage-row.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { Archive } from './archive.ts';
import { ArchiveError } from './archive-error.ts';
import type { AppFact, Asked, Belief } from './fact.ts';

export interface ArchiveStatus {
  readonly available: boolean;
  /** Why it is not. */
  readonly reason?: string;
}

export interface LayeredArchive extends Archive {
  status(): ArchiveStatus;
}

export interface LayeredArchiveOptions {
  readonly open: () => Promise<Archive>;
  /** An archive in memory. */
  readonly standIn: Archive;
  /** How often an archive that is not available is tried again. */
  readonly retryMs: number;
  readonly log: ArchiveLog;
}

/** The part of a logger that is used here. */
export interface ArchiveLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

type Save = (archive: Archive) => Promise<void>;

/** Answers that are kept for the archive proper while it is away: at most a hundred rows each. */
const MAX_UNSAVED = 1_000;

/** Rejects when the archive must not be used at all (a newer one, another organization's). */
export async function createLayeredArchive(options: LayeredArchiveOptions): Promise<LayeredArchive> {
  const { open, standIn, retryMs, log } = options;
  let primary: Archive | undefined;
  /** Why the archive proper is away; undefined when it is there. */
  let problem: string | undefined;
  /** False while it is not even read. */
  let readable = false;
  let unsaved: Save[] = [];
  let retrying: NodeJS.Timeout | undefined;
  let closed = false;

  try {
    primary = await open();
    readable = true;
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.kind !== 'unavailable') throw error;
    degrade(error, false);
  }

  function degrade(error: unknown, stillReadable: boolean): void {
    readable = stillReadable;
    const isNews = problem === undefined;
    problem = error instanceof Error ? error.message : String(error);
    if (isNews) {
      log.error(
        { err: error },
        'the archive is not available: answers come from the upstream and are kept in memory until it is back',
      );
    }
    retryLater();
  }

  function retryLater(): void {
    if (closed) return;
    retrying ??= setTimeout(() => {
      retrying = undefined;
      recover().catch((error: unknown) => degrade(error, readable));
    }, retryMs);
  }

  async function recover(): Promise<void> {
    primary ??= await open();
    await primary.check();
    readable = true;
    for (let save = unsaved[0]; save !== undefined; save = unsaved[0]) {
      await save(primary);
      unsaved.shift();
    }
    problem = undefined;
    log.info({}, 'the archive is available again, and holds what was fetched meanwhile');
  }

  async function read<T>(from: (archive: Archive) => Promise<T>): Promise<T> {
    if (primary !== undefined && readable) {
      try {
        return await from(primary);
      } catch (error) {
        degrade(error, false);
      }
    }
    return await from(standIn);
  }

  async function save(to: Save): Promise<void> {
    if (primary !== undefined && problem === undefined) {
      try {
        return await to(primary);
      } catch (error) {
        degrade(error, await canBeRead(primary));
      }
    }
    await to(standIn);
    unsaved = [...unsaved, to].slice(-MAX_UNSAVED);
  }

  /** True while some answers are only in the stand-in. */
  function isSplit(): boolean {
    return readable && problem !== undefined;
  }

  /** A day is answered by one of the two: the archive proper where the day is complete there. */
  async function ofDay<T>(
    day: StatisticsDay,
    belief: Belief,
    from: (archive: Archive) => Promise<T>,
  ): Promise<T> {
    const isWhole = !isSplit() || (await read((archive) => archive.listState(day, belief))).complete;
    return isWhole ? await read(from) : await from(standIn);
  }

  async function apps(day: StatisticsDay, appIds: readonly string[], belief: Belief) {
    const facts = await read((archive) => archive.apps(day, appIds, belief));
    if (!isSplit()) return facts;
    const missing = appIds.filter((appId) => !facts.has(appId));
    return new Map<string, AppFact>([...facts, ...(await standIn.apps(day, missing, belief))]);
  }

  return {
    status: () => (problem === undefined ? { available: true } : { available: false, reason: problem }),
    apps,
    async page(day, page, belief) {
      const known = await read((archive) => archive.page(day, page, belief));
      return known ?? (isSplit() ? await standIn.page(day, page, belief) : undefined);
    },
    listState: (day, belief) => ofDay(day, belief, (archive) => archive.listState(day, belief)),
    nearestCompleteDay: (day, withinDays) => read((archive) => archive.nearestCompleteDay(day, withinDays)),
    async listedAppIds(day) {
      const listed = await read((archive) => archive.listedAppIds(day));
      return listed.length === 0 && isSplit() ? await standIn.listedAppIds(day) : listed;
    },
    saveLookup: (
      day: StatisticsDay,
      askedIds: readonly string[],
      rows: readonly AppUsageRow[],
      asked: Asked,
    ) => save((archive) => archive.saveLookup(day, askedIds, rows, asked)),
    savePage: (day, page, rows, hasNext, asked) =>
      save((archive) => archive.savePage(day, page, rows, hasNext, asked)),
    rows: (day, query, window, belief) =>
      ofDay(day, belief, (archive) => archive.rows(day, query, window, belief)),
    sum: (day, query, belief) => ofDay(day, belief, (archive) => archive.sum(day, query, belief)),
    history: (appId, range, window, belief) =>
      read((archive) => archive.history(appId, range, window, belief)),
    unknownDaysOf: (appId, range, belief) => read((archive) => archive.unknownDaysOf(appId, range, belief)),
    daySums: (range) => read((archive) => archive.daySums(range)),
    completeDays: (range) => read((archive) => archive.completeDays(range)),
    async knowsDay(day) {
      const known = await read((archive) => archive.knowsDay(day));
      if (known || readable) return known;
      throw new GatewayError(
        'ARCHIVE_UNAVAILABLE',
        `The archive is not available at the moment, and Jodoo itself no longer has ${day}. Try again later.`,
        { retryable: true },
      );
    },
    latestRows: (appIds) => read((archive) => archive.latestRows(appIds)),
    members: (memberIds) => read((archive) => archive.members(memberIds)),
    summary: () => read((archive) => archive.summary()),
    export: (range) => (primary !== undefined && readable ? primary : standIn).export(range),
    claimSlot: (endpoint, nowMs, distanceMs) =>
      // Without a common archive there is nobody to agree with.
      problem === undefined
        ? read((archive) => archive.claimSlot(endpoint, nowMs, distanceMs))
        : Promise.resolve({ claimed: true, freeInMs: 0 }),
    leaseDay: (day, holder, nowMs, forMs) =>
      problem === undefined
        ? read((archive) => archive.leaseDay(day, holder, nowMs, forMs))
        : Promise.resolve(true),
    releaseDay: (day, holder) =>
      problem === undefined ? read((archive) => archive.releaseDay(day, holder)) : Promise.resolve(),
    check: () => read((archive) => archive.check()),
    async close() {
      closed = true;
      clearTimeout(retrying);
      await primary?.close();
      await standIn.close();
    },
  };
}

async function canBeRead(archive: Archive): Promise<boolean> {
  return await archive.check().then(
    () => true,
    () => false,
  );
}
