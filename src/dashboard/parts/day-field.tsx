import { isDay } from '../format/days.ts';
import type { ViewProps } from '../views/view-props.ts';

export interface DayFieldProps extends ViewProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

/** A day that the gateway can answer for. */
export function DayField({ label, value, earliestDate, latestDate, onChange }: DayFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        min={earliestDate}
        max={latestDate}
        onChange={({ currentTarget }) => {
          const day = currentTarget.value;
          if (isDay(day) && day >= earliestDate && day <= latestDate) onChange(day);
        }}
      />
    </label>
  );
}
