import type { Metrics } from '../documents.ts';
import { METRICS, type MetricWords } from '../format/metric-table.ts';
import { formatMetric, formatShort } from '../format/words.ts';
import { ChangeMark } from './change-mark.tsx';
import { Sparkline } from './sparkline.tsx';

export interface MetricCardsProps {
  /** Of the day that the cards are about. */
  readonly metrics: Metrics | null;
  /** Of the days up to it, one a day; null where a day is not known. The last is the day itself. */
  readonly history: readonly (Metrics | null)[];
  readonly chosen: MetricWords;
  readonly onChoose: (metric: MetricWords) => void;
  /** A single app has no use for "Apps: 1", and members have no flows. */
  readonly without?: readonly MetricWords['key'][];
}

/** A card for each metric: its number, how it changed, its curve. A card chooses what the chart below draws. */
export function MetricCards({ metrics, history, chosen, onChoose, without = [] }: MetricCardsProps) {
  const yesterday = history.at(-2);
  const lastWeek = history.at(-8);
  return (
    <ul class="cards">
      {METRICS.filter(({ key }) => !without.includes(key)).map((words) => {
        const now = metrics?.[words.key];
        return (
          <li key={words.key}>
            <button
              type="button"
              class="card"
              aria-pressed={words.key === chosen.key}
              title={`${words.label}: ${formatMetric(now, words)}`}
              onClick={() => onChoose(words)}
            >
              <span class="label">{words.label}</span>
              <span class="number">{formatShort(now, words)}</span>
              <ChangeMark now={now} before={yesterday?.[words.key]} words={words} since="1 day" />
              <ChangeMark now={now} before={lastWeek?.[words.key]} words={words} since="7 days" />
              <Sparkline values={history.map((day) => day?.[words.key] ?? null)} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
