/** For which days of a list answers were filed, and when: what was read of a day before may be known otherwise since. */
export interface FiledDays {
  /** How many answers there were. */
  count(): number;
  /** Days are day numbers. */
  note(day: number): void;
  /** The days of the answers since there were `count`. */
  since(count: number): readonly number[];
}

export function createFiledDays(): FiledDays {
  /** The number of each day's latest answer. */
  const latest = new Map<number, number>();
  let count = 0;
  return {
    count: () => count,
    note(day) {
      count += 1;
      latest.set(day, count);
    },
    since: (before) =>
      before === count ? [] : [...latest].flatMap(([day, number]) => (number > before ? [day] : [])),
  };
}
