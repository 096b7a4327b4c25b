export interface SparklineProps {
  /** In their order; null where a day is not known, which leaves a gap. */
  readonly values: readonly (number | null)[];
}

const WIDTH = 100;
const HEIGHT = 28;

/** The shape of a curve beside its number; those who cannot see it lose nothing that the number does not say. */
export function Sparkline({ values }: SparklineProps) {
  const lines = sparklinePoints(values);
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {lines.map((points) => (
        <polyline key={points} points={points} />
      ))}
    </svg>
  );
}

/** One text of points for each stretch without a gap. */
export function sparklinePoints(values: readonly (number | null)[]): string[] {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const step = WIDTH / Math.max(1, values.length - 1);
  const lines: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) lines.push([]);
    else {
      const height = span === 0 ? 0.5 : (value - low) / span;
      lines.at(-1)?.push(`${round(index * step)},${round(HEIGHT - 2 - height * (HEIGHT - 4))}`);
    }
  });
  return lines.filter(({ length }) => length > 1).map((points) => points.join(' '));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
