import { noiseId, numberNoise } from '../random.ts';
import { memberName } from './names.ts';
import { createRoster, type Life, type Roster } from './roster.ts';
import { createSeats, numberOf, type Seats } from './seats.ts';

export interface MemberLife extends Life {
  readonly member: { readonly member_id: string; readonly name: string };
}

export interface MemberLives extends Roster<MemberLife> {
  readonly seats: Seats;
  /** A member of that day, the same for the same key, and some of them much more often than others. Null: there is none. */
  pick(day: number, key: number): MemberLife | null;
}

const MEMBERS_TOPIC = 1;
/** So many seats are tried for one that is held. */
const MOST_TRIES = 12;

export function createMemberLives(seed: number, size: number): MemberLives {
  const seats = createSeats(seed, MEMBERS_TOPIC, size);
  const roster = createRoster<MemberLife>(seats, (tenure) => ({
    from: tenure.from,
    to: tenure.to,
    member: {
      member_id: noiseId(seed, 'member', tenure.seat, tenure.generation),
      name: memberName(numberOf(tenure, seats.count)),
    },
  }));
  return {
    ...roster,
    seats,
    pick(day, key) {
      if (seats.count === 0) return null;
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const seat = Math.floor(numberNoise(key, tries) ** 2 * seats.count);
        const life = roster.latest(seat, day);
        if (life.to >= day) return life;
      }
      return null;
    },
  };
}
