import { METRICS, type MetricWords } from '../format/metric-table.ts';
import { usePage } from '../state/page-context.ts';
import type { ChartChoices } from '../state/use-chart-choices.ts';
import { Choice } from './choice.tsx';
import { MetricSelect } from './metric-select.tsx';

export interface ChartToolsProps {
  readonly choices: ChartChoices;
  readonly without?: readonly MetricWords['key'][];
}

export function ChartTools({ choices, without = [] }: ChartToolsProps) {
  const { change } = usePage();
  return (
    <>
      <MetricSelect
        value={choices.metric}
        metrics={METRICS.filter(({ key }) => !without.includes(key))}
        onChange={({ metric }) => change({ metric })}
      />
      <Choice
        label="Interval"
        value={choices.interval}
        options={[
          { value: 'DAY', label: 'Days' },
          { value: 'WEEK', label: 'Weeks' },
          { value: 'MONTH', label: 'Months' },
        ]}
        onChange={(interval) => change({ interval })}
      />
      <Choice
        label="Range"
        value={choices.days}
        options={[
          { value: '30', label: '30 days' },
          { value: '90', label: '90' },
          { value: '180', label: '180' },
        ]}
        onChange={(days) => change({ days })}
      />
    </>
  );
}
