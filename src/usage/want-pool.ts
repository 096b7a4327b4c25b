/**
 * The wants of the whole process: one pool, whoever asks.
 *
 * Equal wants are one want with several askers (single flight). Nothing is bound to a call before a slot is
 * there: until then wants can be joined, dropped, or answered by a call that was made for somebody else.
 */
import { type Deferred, deferred } from '../deferred.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { MAX_IDS_PER_CALL } from '../jodoo/contract.ts';
import { UpstreamError } from '../jodoo/upstream-error.ts';
import { retryAfterFailure } from '../slots/backoff.ts';
import { createSlots, type Slots } from '../slots/slots.ts';
import { type Asker, type Choice, chooseCall, costOf, type PendingWant } from './choose-call.ts';
import { fetchAnswer } from './fetch-answer.ts';
import { type FiledAnswer, type Found, foundIn } from './filed-answer.ts';
import type { KnownFacts } from './known-facts.ts';
import { type Call, type Want, wantKey } from './want.ts';

export interface WantPoolOptions {
  readonly client: JodooClient;
  readonly facts: KnownFacts;
  readonly minIntervalMs: number;
  /** True: leaves slots to other processes that share the archive. */
  readonly yields: boolean;
  /** Epoch milliseconds: dates the facts. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock that started as epoch milliseconds: paces, and is told to other processes. */
  readonly monotonicMs: () => number;
  /** 0…1. */
  readonly random: () => number;
  /** Told of every call's end: the upstream's error, or null when it answered. */
  readonly onCallEnd: (call: Call, error: unknown) => void;
}

/** What answered a want, by which call, and how long the want waited for that call's start. */
export interface Served {
  readonly found: Found;
  readonly callNumber: number;
  readonly waitedMs: number;
}

export interface WantPool {
  /** A new asker: an operation, or background work. */
  join(background: boolean): Asker;
  /**
   * Resolves once the answer is filed; rejects with the error that it failed with. An answer that was filed since
   * the asker began to look into the archive is taken at once.
   */
  ask(asker: Asker, want: Want, lookedSinceMs: number): Promise<Served>;
  /** Drops all wants of an asker; each of its promises is rejected with what `reason` makes of the want's last error. */
  leave(asker: Asker, reason: (lastError: UpstreamError | undefined) => unknown): void;
  /** Calls that it takes to answer everything that waits, and `more` with it. */
  cost(more?: readonly Want[]): number;
  /** Calls that it takes to answer these wants alone. */
  costOf(wants: readonly Want[]): number;
  /** People (not background work) who wait. */
  waitingAskers(): number;
  readonly slots: Slots;
  close(): Promise<void>;
}

interface Entry extends PendingWant {
  readonly waiting: Map<Asker, { readonly answer: Deferred<Served>; readonly sinceMs: number }>;
  attempts: number;
  isolated: boolean;
  /** Waiting for its next attempt. */
  resting: boolean;
  lastError: UpstreamError | undefined;
}

interface Dispatch extends Choice {
  readonly callNumber: number;
}

/** An answer that may have come between an asker's look into the archive and its want. */
interface RecentAnswer {
  readonly filed: FiledAnswer;
  readonly callNumber: number;
  readonly askedAtMs: number;
  readonly endedMs: number;
}

/** Longer than any look into the archive takes. */
const RECENT_MS = 2_000;

/** Each endpoint has a limit of its own. */
const ENDPOINT = 'app_metrics';
const LIMITS = { idsPerCall: MAX_IDS_PER_CALL };

export function createWantPool(options: WantPoolOptions): WantPool {
  const { client, facts, minIntervalMs, yields, now, monotonicMs, random, onCallEnd } = options;
  /** Oldest first. A want that failed keeps its place. */
  const entries = new Map<string, Entry>();
  const underway = new Set<Call>();
  const resting = new Set<NodeJS.Timeout>();
  let recent: readonly RecentAnswer[] = [];
  /** The turn each asker had last. */
  const turns = new WeakMap<Asker, { lastTurn: number }>();
  let askers = 0;
  let calls = 0;

  const slots = createSlots<Dispatch>({
    minIntervalMs,
    hasWork: () => nextChoice() !== undefined,
    claim,
    yields,
    choose,
    make,
    monotonicMs,
    random,
  });

  function nextChoice(): Choice | undefined {
    return chooseCall({
      pending: [...entries.values()].filter((entry) => !entry.resting),
      underway: [...underway],
      outlookOf: facts.outlook,
      limits: LIMITS,
    });
  }

  async function claim(distanceMs: number): Promise<number> {
    // Clocks are read in whole milliseconds; our own pace has the last word on our own calls.
    const distance = Math.floor(distanceMs) - 1;
    return (await facts.archive.claimSlot(ENDPOINT, Math.floor(monotonicMs()), distance)).freeInMs;
  }

  function choose(): Dispatch | undefined {
    const choice = nextChoice();
    if (choice === undefined) return undefined;
    calls += 1;
    const turn = turns.get(choice.asker);
    if (turn) turn.lastTurn = calls;
    underway.add(choice.call);
    return { ...choice, callNumber: calls };
  }

  async function make(dispatch: Dispatch): Promise<'accepted' | 'refused'> {
    const { call } = dispatch;
    const startedMs = monotonicMs();
    const askedAtMs = now();
    try {
      const filed = await facts.file(await fetchAnswer(client, call), askedAtMs);
      underway.delete(call);
      settle(filed, dispatch.callNumber, askedAtMs, startedMs);
      onCallEnd(call, null);
      return 'accepted';
    } catch (error) {
      underway.delete(call);
      onCallEnd(call, error);
      return fail(dispatch, error);
    } finally {
      slots.wake();
    }
  }

  /** Answers every want that the answer says something of, asked for by its call or not. */
  function settle(filed: FiledAnswer, callNumber: number, askedAtMs: number, startedMs: number): void {
    const endedMs = monotonicMs();
    const others = recent.filter((other) => isRecent(other, endedMs));
    recent = [...others, { filed, callNumber, askedAtMs, endedMs }];
    for (const [key, entry] of entries) {
      const found = foundIn(filed, entry.want);
      if (found === undefined) continue;
      entries.delete(key);
      for (const { answer, sinceMs } of entry.waiting.values()) {
        answer.resolve({ found, callNumber, waitedMs: Math.max(0, startedMs - sinceMs) });
      }
    }
  }

  function justAnswered(want: Want, sinceMs: number): Served | undefined {
    for (const answer of recent.toReversed()) {
      const { filed, callNumber, askedAtMs } = answer;
      const found = answer.endedMs >= sinceMs ? foundIn(filed, want) : undefined;
      const isTrue = found?.settled || askedAtMs >= facts.belief(want.day).sinceMs;
      if (found !== undefined && isTrue) return { found, callNumber, waitedMs: 0 };
    }
    return undefined;
  }

  function fail({ call, carried }: Dispatch, error: unknown): 'accepted' | 'refused' {
    const kind = error instanceof UpstreamError ? error.kind : 'final';
    const failed = carried.flatMap(({ want }) => entries.get(wantKey(want)) ?? []);
    // One asker's malformed id must not fail the others that shared its call.
    const shared = new Set(failed.map(({ askers: [first] }) => first)).size > 1;
    const isolates = shared && call.kind === 'apps' && isRejection(error);
    for (const entry of failed) {
      if (error instanceof UpstreamError) entry.lastError = error;
      if (isolates) {
        entry.isolated = true;
        continue;
      }
      if (kind !== 'refused') entry.attempts += 1;
      const retry = retryAfterFailure(kind, entry.attempts, minIntervalMs, random());
      if (!retry.again) reject(entry, error);
      else if (retry.delayMs > 0) rest(entry, retry.delayMs);
    }
    return kind === 'refused' ? 'refused' : 'accepted';
  }

  function reject(entry: Entry, error: unknown): void {
    entries.delete(wantKey(entry.want));
    for (const { answer } of entry.waiting.values()) answer.reject(error);
  }

  function rest(entry: Entry, delayMs: number): void {
    entry.resting = true;
    const timer = setTimeout(() => {
      resting.delete(timer);
      entry.resting = false;
      slots.wake();
    }, delayMs);
    resting.add(timer);
  }

  function entryOf(want: Want): Entry {
    const key = wantKey(want);
    const found = entries.get(key);
    if (found) return found;
    const waiting: Entry['waiting'] = new Map();
    const entry: Entry = {
      want,
      waiting,
      get askers() {
        return [...waiting.keys()];
      },
      attempts: 0,
      isolated: false,
      resting: false,
      lastError: undefined,
    };
    entries.set(key, entry);
    return entry;
  }

  return {
    slots,
    join(background) {
      askers += 1;
      const asker = { id: askers, background, lastTurn: calls };
      turns.set(asker, asker);
      return asker;
    },
    async ask(asker, want, lookedSinceMs) {
      const served = justAnswered(want, lookedSinceMs);
      if (served) return served;
      const { waiting } = entryOf(want);
      const present = waiting.get(asker) ?? { answer: deferred<Served>(), sinceMs: monotonicMs() };
      waiting.set(asker, present);
      slots.wake();
      return await present.answer.promise;
    },
    leave(asker, reason) {
      for (const [key, entry] of entries) {
        const present = entry.waiting.get(asker);
        if (present === undefined) continue;
        entry.waiting.delete(asker);
        if (entry.waiting.size === 0) entries.delete(key);
        present.answer.reject(reason(entry.lastError));
      }
    },
    cost(more = []) {
      const wants = new Map<string, Want>();
      for (const { want } of entries.values()) wants.set(wantKey(want), want);
      for (const want of more) wants.set(wantKey(want), want);
      return costOf(wants.values(), facts.outlook, LIMITS);
    },
    costOf: (wants) =>
      costOf(new Map(wants.map((want) => [wantKey(want), want])).values(), facts.outlook, LIMITS),
    waitingAskers() {
      const people = [...entries.values()]
        .flatMap((entry) => entry.askers)
        .filter((asker) => !asker.background);
      return new Set(people).size;
    },
    async close() {
      for (const timer of resting) clearTimeout(timer);
      for (const entry of [...entries.values()]) reject(entry, new Error('the gateway is shutting down'));
      await slots.close();
    },
  };
}

function isRecent({ endedMs }: RecentAnswer, nowMs: number): boolean {
  return nowMs - endedMs < RECENT_MS;
}

function isRejection(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_REJECTED';
}
