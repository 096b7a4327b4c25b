/**
 * Finds out whether the upstream accepts us, in slots that nobody waits for: the first page of a day shows that key and
 * address are right and how long the list is, and the latest day's answers what most people ask first.
 */
import { eachDay, type StatisticsDay, upstreamDays } from '../jodoo/statistics-day.ts';
import type { Facts } from './facts.ts';
import type { Operation } from './operation.ts';

export interface ProbeOptions {
  readonly operation: () => Operation;
  readonly facts: Facts;
  /** Whether anything is archived. */
  readonly hasArchive: () => Promise<boolean>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Probe {
  start(): void;
  answered(): void;
  failed(error: unknown, isLockedOut: boolean): void;
  /** Ready once the upstream has answered, until it refuses our key; and, while it cannot be reached, for what is archived. */
  status(): { readonly ready: boolean; readonly reason?: string };
  close(): void;
}

/** How often an upstream that has not accepted us yet is tried again. */
const PROBE_AGAIN_MS = 10_000;

export function createProbe({ operation, facts, hasArchive, now }: ProbeOptions): Probe {
  let problem: string | undefined = 'the upstream has not answered yet';
  let hasAnswered = false;
  let isLocked = false;
  let servesArchive = false;
  let closed = false;
  let probing: NodeJS.Timeout | undefined;

  /** The newest day whose first page is not known. */
  async function dayToProbe(): Promise<StatisticsDay | undefined> {
    const days = upstreamDays(now());
    const complete = new Set(await facts.archive.completeDays(days));
    for (const day of eachDay(days).reverse()) {
      if (!complete.has(day) && (await facts.pages(day, 0, 0)).size === 0) return day;
    }
    return undefined;
  }

  async function probe(): Promise<void> {
    try {
      const day = await dayToProbe();
      // Where every day's first page is archived there is nothing to ask for; the first real call will tell.
      if (day === undefined) problem = undefined;
      else await operation().list('app').window(day, 0, 1);
    } catch {
      // The call's end has said why.
      servesArchive = await hasArchive().catch(() => false);
    }
    if (problem !== undefined) probeLater();
  }

  function probeLater(): void {
    if (closed || probing !== undefined) return;
    probing = setTimeout(() => {
      probing = undefined;
      void probe();
    }, PROBE_AGAIN_MS);
  }

  return {
    start: () => void probe(),
    answered() {
      hasAnswered = true;
      isLocked = false;
      problem = undefined;
    },
    failed(error, isLockedOut) {
      if (hasAnswered && !isLockedOut) return;
      isLocked = isLockedOut;
      problem = error instanceof Error ? error.message : String(error);
      probeLater();
    },
    status() {
      if (problem === undefined) return { ready: true };
      return { ready: servesArchive && !isLocked, reason: problem };
    },
    close() {
      closed = true;
      clearTimeout(probing);
    },
  };
}
