import { METRICS, type MetricWords } from '../format/metric-table.ts';

export interface MetricSelectProps {
  readonly value: MetricWords;
  readonly onChange: (metric: MetricWords) => void;
  /** Left out: all of them. */
  readonly metrics?: readonly MetricWords[];
}

export function MetricSelect({ value, onChange, metrics = METRICS }: MetricSelectProps) {
  return (
    <label class="field">
      <span>Metric</span>
      <select
        value={value.metric}
        onChange={({ currentTarget }) => {
          const chosen = metrics.find(({ metric }) => metric === currentTarget.value);
          if (chosen) onChange(chosen);
        }}
      >
        {metrics.map(({ metric, label }) => (
          <option key={metric} value={metric}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
