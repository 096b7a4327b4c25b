/** What subscriptions are sent: the gateway's state and the progress of collections, as they change. */
import type { ArchiveOverview, ArchiveSummary } from '../archive/archive.ts';
import { GatewayError } from '../errors.ts';
import { type DayRange, upstreamDays } from '../jodoo/statistics-day.ts';
import type { Usage } from '../usage/usage.ts';
import type { Collecting, CollectionProgress, Collector } from './collector.ts';
import { createTicker } from './ticker.ts';

export interface WatchOptions {
  readonly usage: Pick<Usage, 'slots'>;
  readonly overview: Pick<ArchiveOverview, 'summary'>;
  readonly collector: Pick<Collector, 'progress' | 'collect'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Least distance of two events, in milliseconds; default 500. */
  readonly everyMs?: number;
}

/** What was read at one moment, for all who watch. */
export interface WatchedState {
  readonly summary: ArchiveSummary;
  readonly collecting: Collecting | null;
}

export interface Watcher {
  /** Aborted when the subscriber is gone. */
  readonly signal: () => AbortSignal;
  /** Aborted when the gateway shuts down. */
  readonly closing: AbortSignal;
  /** Who watches: callers share the queue of days. */
  readonly caller: string;
}

/**
 * Each sequence begins with what is true now, continues with what has changed, and ends within a tick of either signal.
 * The last value before the end is an Error where it could not go on.
 */
export interface Watch {
  /** Endless. The state is read once a tick for all subscribers. */
  gateway(watcher: Watcher): AsyncIterable<WatchedState | Error>;
  /** Collects a range. Ends when nothing more can be collected, with `done` equal to `total`. */
  collection(range: DayRange, watcher: Watcher): AsyncIterable<CollectionProgress | Error>;
}

const EVERY_MS = 500;

export function createWatch(options: WatchOptions): Watch {
  const { usage, overview, collector, now, everyMs = EVERY_MS } = options;
  const ticker = createTicker(everyMs);
  let reading: Promise<WatchedState> | undefined;
  let latest: { readonly state: WatchedState; readonly text: string } | undefined;

  async function read(): Promise<WatchedState> {
    const state = { summary: await overview.summary(), collecting: await collector.progress() };
    const text = JSON.stringify([state, [...usage.slots()], upstreamDays(now())]);
    // The same object as long as nothing has changed.
    if (latest?.text !== text) latest = { state, text };
    return latest.state;
  }

  /** Whoever asks before the next tick gets the same. */
  function stateOfTick(): Promise<WatchedState> {
    if (reading === undefined) {
      reading = read();
      void ticker.next().then(() => {
        reading = undefined;
      });
    }
    return reading;
  }

  async function* gateway({ signal, closing }: Watcher): AsyncGenerator<WatchedState | Error> {
    let sent: WatchedState | undefined;
    while (!signal().aborted && !closing.aborted) {
      const state = await settled(stateOfTick());
      if (state instanceof Error) return yield state;
      if (state !== sent) yield state;
      sent = state;
      await ticker.next();
    }
    if (!signal().aborted) yield shuttingDown();
  }

  async function* collection(
    range: DayRange,
    { signal, closing, caller }: Watcher,
  ): AsyncGenerator<CollectionProgress | Error> {
    let sent = '';
    while (!signal().aborted && !closing.aborted) {
      const progress = await settled(collector.collect(range, caller));
      if (progress instanceof Error) return yield progress;
      const text = JSON.stringify(progress);
      if (text !== sent) yield progress;
      sent = text;
      if (progress.done === progress.total) return;
      await ticker.next();
    }
    if (!signal().aborted) yield shuttingDown();
  }

  return { gateway, collection };
}

async function settled<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function shuttingDown(): GatewayError {
  return new GatewayError(
    'SHUTTING_DOWN',
    'This gateway is shutting down. Subscribe again: what was queued is not lost.',
    { retryable: true },
  );
}
