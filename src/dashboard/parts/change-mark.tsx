import type { ComponentChildren } from 'preact';
import type { MetricWords } from '../format/metric-table.ts';
import { formatChange, formatGrowth } from '../format/words.ts';

export interface ChangeMarkProps {
  readonly now: number | null | undefined;
  readonly before: number | null | undefined;
  readonly words: MetricWords;
  /** Such as "1 day". */
  readonly since: string;
}

/** A change with its sign in words and shape, not in colour alone. */
export function ChangeMark({ now, before, words, since }: ChangeMarkProps) {
  if (now == null || before == null) return <ChangeLine direction="unknown" since={since} />;
  const change = now - before;
  const growth = change === 0 ? null : formatGrowth(before, now);
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  return (
    <ChangeLine direction={direction} since={since} growth={growth}>
      {change === 0 ? '±0' : formatChange(change, words)}
    </ChangeLine>
  );
}

interface ChangeLineProps {
  readonly direction: 'up' | 'down' | 'same' | 'unknown';
  readonly since: string;
  readonly growth?: string | null;
  readonly children?: ComponentChildren;
}

function ChangeLine({ direction, since, growth, children = '–' }: ChangeLineProps) {
  return (
    <span class={`change ${direction}`}>
      <span>
        <span class="hidden">in </span>
        {since}
      </span>
      <b>{children}</b>
      {growth && <span>{growth}</span>}
    </span>
  );
}
