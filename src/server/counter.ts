import { Counter, type Registry } from 'prom-client';

export interface CounterOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: Registry[];
}

interface Count {
  readonly values: readonly string[];
  count: number;
  /** By the next label's value. */
  readonly of: Map<string, Count>;
}

/**
 * A counter for what happens with each request: it adds to a number, and prom-client, which checks and sorts labels each
 * time, is told of it when the metrics are read. The values of the labels are given in the order of their names.
 */
export function createCounter({ labelNames, ...options }: CounterOptions): (...values: string[]) => void {
  const all = countOf([]);
  new Counter({
    ...options,
    labelNames: [...labelNames],
    collect() {
      this.reset();
      for (const { values, count } of counted(all)) this.labels(...values).inc(count);
    },
  });
  return (...values) => {
    let at = all;
    for (const value of values) {
      let next = at.of.get(value);
      if (next === undefined) {
        next = countOf([...at.values, value]);
        at.of.set(value, next);
      }
      at = next;
    }
    at.count += 1;
  };
}

function countOf(values: readonly string[]): Count {
  return { values, count: 0, of: new Map() };
}

function counted(count: Count): Count[] {
  return [...(count.count > 0 ? [count] : []), ...[...count.of.values()].flatMap(counted)];
}
