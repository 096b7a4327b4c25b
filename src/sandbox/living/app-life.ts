/** One app's life, from its creation to its deletion: what is decided once, and what a day makes of it. */

import { workingInstant } from '../instant.ts';
import { numberNoise, wholeBetween } from '../random.ts';
import type { AppItem } from '../wire-metrics.ts';
import { type Growth, metricsOn } from './app-growth.ts';
import { appName } from './names.ts';
import { lastHappened } from './rhythm.ts';
import type { Tenure } from './seats.ts';

export interface AppLife {
  /** The days on which it exists, as day numbers, both included. */
  readonly from: number;
  readonly to: number;
  itemOn(day: number, withFlows: boolean): AppItem;
}

export interface AppLifeOptions {
  readonly id: string;
  /** Decides its name. */
  readonly nameNumber: number;
  readonly creator: AppItem['creator'];
  readonly tenure: Tenure;
  /** Decides all the rest. */
  readonly key: number;
}

/** Kinds of noise. */
const [SIZE, VISITS, EDITS, RENAMES, RENAME_EVERY, CREATED, EDITED, VISITED, DORMANT] = [
  40, 41, 42, 43, 44, 45, 46, 47, 48,
] as const;
/** An app that nobody visits after this share of its life. */
const DORMANT_AFTER = 0.3;

export function createAppLife({ id, nameNumber, creator, tenure, key }: AppLifeOptions): AppLife {
  const { from, to } = tenure;
  const chance = (kind: number) => numberNoise(key, kind);
  const createdAt = workingInstant(from, chance(CREATED));
  const isVisited = !isNeverVisited(tenure);
  const lastBusyDay = !isVisited ? from - 1 : isDormant(tenure) ? dormantFrom(tenure, chance(DORMANT)) : to;
  const growth: Growth = { key, size: sizeOf(chance(SIZE)), createdDay: from, lastBusyDay };
  const visitEveryDays = 1 + Math.floor(14 * chance(VISITS) ** 4);
  const editEveryDays = 3 + Math.floor(60 * chance(EDITS) ** 2);
  const renameEveryDays = renameInterval(tenure, chance(RENAMES), chance(RENAME_EVERY));

  function itemOn(day: number, withFlows: boolean): AppItem {
    const busyUntil = Math.min(day, lastBusyDay);
    const edited = isVisited ? happenedAt(busyUntil, editEveryDays, EDITED) : createdAt;
    const visited = isVisited ? later(edited, happenedAt(busyUntil, visitEveryDays, VISITED)) : null;
    return {
      app_id: id,
      app_name: appName(nameNumber, Math.floor((day - from) / renameEveryDays)),
      creator,
      created_at: createdAt,
      last_edit_at: edited,
      last_visit_at: visited,
      metrics: metricsOn(growth, day, withFlows),
    };
  }

  /** When it happened last until a day's end; not before the app was created. */
  function happenedAt(day: number, everyDays: number, kind: number): string {
    const happened = lastHappened(day, everyDays, key ^ kind);
    return happened < from
      ? createdAt
      : later(createdAt, workingInstant(happened, numberNoise(key, kind, happened)));
  }

  return { from, to, itemOn };
}

/** Most apps are small, and no app is more than some times the average. */
function sizeOf(chance: number): number {
  return 0.04 + 0.96 * chance ** 2;
}

// By place rather than by chance, so that a small organization has some of each, too.
function isNeverVisited({ seat }: Tenure): boolean {
  return seat % 23 === 9;
}

function isDormant({ seat, short }: Tenure): boolean {
  return seat % 9 === 2 && !short;
}

function dormantFrom({ from, to }: Tenure, chance: number): number {
  return from + Math.floor((to - from) * DORMANT_AFTER * (0.5 + chance));
}

/** Some apps are renamed several times a year, some now and then, and most never. */
function renameInterval({ seat, short }: Tenure, chance: number, share: number): number {
  if (seat % 10 === 6 && !short) return wholeBetween(60, 150, share);
  return chance < 0.15 ? wholeBetween(200, 900, share) : Number.POSITIVE_INFINITY;
}

/** Both in +08:00 and of one form, so that their texts sort as they do. */
function later(one: string, other: string): string {
  return one > other ? one : other;
}
