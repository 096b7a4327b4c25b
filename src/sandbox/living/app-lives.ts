import { noiseId, numberNoise } from '../random.ts';
import { type AppLife, createAppLife } from './app-life.ts';
import type { MemberLives } from './member-lives.ts';
import { createRoster, type Roster } from './roster.ts';
import { createSeats, numberOf, type Tenure } from './seats.ts';

const APPS_TOPIC = 2;
const [KEY, OUTLIVES] = [60, 61] as const;

/**
 * Each member's first app is created on the day on which the member joins, so that no member's numbers are all 0
 * ("not collected") as long as there are more apps than members. It outlives the member's stay. The others are
 * created by whoever is there.
 */
export function createAppLives(seed: number, size: number, members: MemberLives): Roster<AppLife> {
  const seats = createSeats(seed, APPS_TOPIC, size);
  const isFirstApp = (seat: number) => seat < members.seats.count;

  function create(tenure: Tenure): AppLife {
    const { seat, generation, from } = tenure;
    const key = Math.floor(numberNoise(seed, seat, generation, KEY) * 2 ** 32);
    const creator = isFirstApp(seat) ? members.latest(seat, from) : members.pick(from, key);
    return createAppLife({
      id: noiseId(seed, 'app of', seat, generation),
      nameNumber: numberOf(tenure, seats.count),
      creator: creator?.member ?? null,
      tenure: isFirstApp(seat) ? { ...tenure, to: outlived(tenure) } : tenure,
      key,
    });
  }

  /** When a member's first app is deleted: at the latest before the next member takes the seat. */
  function outlived({ seat, generation, to }: Tenure): number {
    const last = members.seats.tenure(seat, generation + 1).from - 1;
    return to + Math.floor(numberNoise(seed, seat, generation, OUTLIVES) * (last - to));
  }

  return createRoster(
    {
      count: seats.count,
      latest: (seat, day) => (isFirstApp(seat) ? members.seats : seats).latest(seat, day),
    },
    create,
  );
}
