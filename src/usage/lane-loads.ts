import type { ListKind } from '../jodoo/lists.ts';
import type { AdmissionRequest, LaneLoad } from './admission.ts';
import type { Lane } from './lane.ts';
import type { Want } from './want.ts';

/** What new wants mean for the lanes that are asked, and what waits in the others. */
export function laneLoads(
  lanes: ReadonlyMap<ListKind, Lane>,
  wantsOf: (kind: ListKind) => readonly Want[],
  callerName: string,
): Pick<AdmissionRequest, 'loads' | 'waitingElsewhere'> {
  const loads: LaneLoad[] = [];
  let waitingElsewhere = 0;
  for (const { kind, pool } of lanes.values()) {
    const wants = wantsOf(kind);
    const before = pool.cost();
    if (wants.length === 0) waitingElsewhere += before;
    else {
      const [cost, after] = [pool.costAlone(wants), pool.cost(wants)];
      loads.push({ cost, before, after, rivals: pool.rivals(callerName) });
    }
  }
  return { loads, waitingElsewhere };
}
