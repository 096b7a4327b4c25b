import type { Seats, Tenure } from './seats.ts';

/** Somebody or something that is there from one day to another: day numbers, both included. */
export interface Life {
  readonly from: number;
  readonly to: number;
}

export interface Roster<L extends Life> {
  /** Those of a day, in the order in which they came. */
  on(day: number): L[];
  /** Who came last to a seat by a day; may be gone by then. */
  latest(seat: number, day: number): L;
}

/** The lives that the holders of seats lead. The latest one asked for of each seat is kept. */
export function createRoster<L extends Life>(
  seats: Pick<Seats, 'count' | 'latest'>,
  create: (tenure: Tenure) => L,
): Roster<L> {
  const kept = new Map<number, { readonly generation: number; readonly life: L }>();

  function latest(seat: number, day: number): L {
    const tenure = seats.latest(seat, day);
    const known = kept.get(seat);
    if (known?.generation === tenure.generation) return known.life;
    const life = create(tenure);
    kept.set(seat, { generation: tenure.generation, life });
    return life;
  }

  return {
    latest,
    on: (day) =>
      Array.from({ length: seats.count }, (_, seat) => latest(seat, day))
        .filter(({ to }) => to >= day)
        // Stable: those who came on one day stay in the order of their seats.
        .sort((one, other) => one.from - other.from),
  };
}
