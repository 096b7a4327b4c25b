/** One list's way to the upstream: its facts, its pool of wants, its pace. */
import type Bottleneck from 'bottleneck';
import type { ListArchive } from '../archive/archive.ts';
import type { JodooClient } from '../jodoo/client.ts';
import { MAX_IDS_PER_CALL } from '../jodoo/contract.ts';
import type { ListCall, ListKind } from '../jodoo/lists.ts';
import type { StatisticsDay } from '../jodoo/statistics-day.ts';
import type { SlotLedger } from '../slots/slot-ledger.ts';
import { createSlots, type Slots } from '../slots/slots.ts';
import type { Tracer } from '../tracer.ts';
import { createCallMaker } from './call-maker.ts';
import { createDemand } from './demand.ts';
import { createDispatcher, type Dispatch } from './dispatcher.ts';
import { createFacts, type Facts } from './facts.ts';
import { filedMeanwhile } from './filed-meanwhile.ts';
import type { Found } from './found.ts';
import type { HotDays, HotList } from './hot-days.ts';
import type { Settlement } from './settlement.ts';
import type { SlotsState } from './slots-state.ts';
import type { UsageLog } from './usage-log.ts';
import type { Want } from './want.ts';
import { createWantPool, type WantPool } from './want-pool.ts';

export interface LaneOptions {
  readonly kind: ListKind;
  readonly client: JodooClient;
  readonly archive: ListArchive;
  /** Whether usage statistics are known to have been collected on a day. */
  readonly wasCollected: (day: StatisticsDay) => Promise<boolean>;
  readonly ledger: SlotLedger;
  /** The limit of all lanes together. */
  readonly ceiling: Bottleneck;
  readonly hotDays: HotDays;
  readonly settlement: Settlement;
  readonly minIntervalMs: number;
  /** True: leaves slots to other processes that share the quota. */
  readonly yields: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** 0…1. */
  readonly random: () => number;
  readonly onCallEnd: (kind: ListKind, call: ListCall, error: unknown) => void;
  readonly log: UsageLog;
  readonly tracer: Tracer;
}

export interface Lane {
  readonly kind: ListKind;
  readonly facts: Facts;
  readonly hot: HotList;
  readonly pool: WantPool;
  readonly slots: Pick<Slots, 'outlook'>;
  /** What was filed of some wants since `filings` answers had been filed, by want key. */
  filedSince(wants: readonly Want[], filings: number): Promise<ReadonlyMap<string, Found>>;
  state(): SlotsState;
  close(): Promise<void>;
}

export function createLane(options: LaneOptions): Lane {
  const { kind, archive, settlement, minIntervalMs, now, monotonicMs, random, yields } = options;
  const facts = createFacts({ kind, archive, settlement, now });
  const limits = { idsPerCall: MAX_IDS_PER_CALL };
  const demand = createDemand({ outlookOf: facts.outlook, limits });
  facts.onOutlookChange(demand.outlookChanged);
  const onWork = () => slots.wake();
  const dispatcher = createDispatcher({ demand, limits, minIntervalMs, monotonicMs, random, onWork });
  const pool = createWantPool({ demand, callNumber: dispatcher.callNumber, onWork });
  const slots = createSlots<Dispatch>({
    lane: kind,
    ledger: options.ledger,
    ceiling: options.ceiling,
    minIntervalMs,
    hasWork: dispatcher.hasWork,
    choose: dispatcher.take,
    make: createCallMaker({ ...options, facts, dispatcher }),
    yields,
    monotonicMs,
    random,
  });

  return {
    kind,
    facts,
    hot: options.hotDays.list(kind, facts),
    pool,
    slots,
    filedSince: (wants, filings) => filedMeanwhile(facts, wants, filings),
    state() {
      const { nextStartInMs, heldForMs } = slots.outlook();
      const waiting = pool.cost();
      // A newcomer waits for one call of everybody who is there already, at most.
      const before = Math.min(waiting, pool.waitingOperations());
      return {
        perSecond: 1000 / minIntervalMs,
        waiting,
        expectedWaitMs: Math.ceil(nextStartInMs + before * minIntervalMs),
        heldUntilMs: heldForMs > 0 ? now() + heldForMs : null,
      };
    },
    async close() {
      dispatcher.close();
      pool.close();
      await slots.close();
    },
  };
}
