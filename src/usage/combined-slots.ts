import type { SlotsState } from './slots-state.ts';

/** All lanes together: their rates and what waits add up; a question may have to wait for the slowest of them. */
export function combinedSlots(lanes: readonly SlotsState[]): SlotsState {
  const held = lanes.flatMap(({ heldUntilMs }) => (heldUntilMs === null ? [] : [heldUntilMs]));
  return {
    perSecond: lanes.reduce((sum, { perSecond }) => sum + perSecond, 0),
    waiting: lanes.reduce((sum, { waiting }) => sum + waiting, 0),
    expectedWaitMs: Math.max(0, ...lanes.map(({ expectedWaitMs }) => expectedWaitMs)),
    heldUntilMs: held.length > 0 ? Math.max(...held) : null,
  };
}
