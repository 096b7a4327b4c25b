import { Counter, type Registry } from 'prom-client';

export interface CounterOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: Registry[];
}

/**
 * A counter for what happens with each request: it adds to a number, and prom-client, which checks and sorts labels each
 * time, is told of it when the metrics are read. Its labels' values are given in their order.
 */
export function createCounter({ labelNames, ...options }: CounterOptions): (...values: string[]) => void {
  const counts = new Map<string, { readonly values: readonly string[]; count: number }>();
  new Counter({
    ...options,
    labelNames: [...labelNames],
    collect() {
      this.reset();
      for (const { values, count } of counts.values()) this.labels(...values).inc(count);
    },
  });
  return (...values) => {
    const key = values.join('\n');
    const counted = counts.get(key);
    if (counted === undefined) counts.set(key, { values, count: 1 });
    else counted.count += 1;
  };
}
