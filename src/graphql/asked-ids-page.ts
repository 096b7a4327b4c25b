import type { AppFact } from '../archive/fact.ts';
import { badUserInput } from '../errors.ts';
import type { AppUsageEdgeShape, AppUsagePage, DayQuestion } from './app-usage-page.ts';
import type { GatewayContext } from './context.ts';
import { type Cursor, encodeCursor } from './cursor.ts';
import { windowOf } from './page-arguments.ts';

/** A page of the asked ids, in the asked order: only the ids of the page are looked up. */
export async function askedIdsPage(
  { date, appIds, after, before, page }: DayQuestion,
  { appFacts }: GatewayContext,
): Promise<AppUsagePage> {
  const start = after ? placeIn(appIds, 'after', after) + 1 : 0;
  const end = before ? placeIn(appIds, 'before', before) : appIds.length;
  const window = windowOf(page, { start, end: Math.max(start, end) });
  const asked = appIds.slice(window.start, window.start + window.count);

  const facts: readonly (AppFact | Error)[] = await Promise.all(
    asked.map((appId) => appFacts.load({ day: date, appId }).catch(asError)),
  );
  const cursorOf = (appId: string) => encodeCursor({ kind: 'app', day: date, appId });
  const edges: (AppUsageEdgeShape | Error)[] = [];
  const missingAppIds: string[] = [];
  facts.forEach((fact, index) => {
    const appId = asked[index] ?? '';
    if (fact instanceof Error) edges.push(fact);
    else if (fact.kind === 'absent') missingAppIds.push(appId);
    else edges.push({ cursor: cursorOf(appId), node: fact.row });
  });
  const [first, last] = [asked[0], asked.at(-1)];
  return {
    edges,
    missingAppIds,
    pageInfo: {
      hasPreviousPage: window.start > 0,
      hasNextPage: window.start + window.count < appIds.length,
      // Of the asked ids, not of the edges: an unknown id at the page's end must not stop the walk.
      startCursor: first === undefined ? null : cursorOf(first),
      endCursor: last === undefined ? null : cursorOf(last),
    },
  };
}

function placeIn(appIds: readonly string[], name: string, cursor: Cursor): number {
  const index = cursor.kind === 'app' ? appIds.indexOf(cursor.appId) : -1;
  if (index >= 0) return index;
  throw badUserInput(`'${name}' points at none of the given appIds: keep 'appIds' the same while you page.`);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
