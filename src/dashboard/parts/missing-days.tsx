import { formatCount, formatDay } from '../format/words.ts';
import { ViewLink } from './view-link.tsx';

export interface MissingDaysProps {
  readonly series: readonly { readonly missingDates: readonly string[] }[];
}

/** Days that a chart lacks: said, never smoothed over. */
export function MissingDays({ series }: MissingDaysProps) {
  const days = [...new Set(series.flatMap(({ missingDates }) => missingDates))].sort();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <p class="missing">
      {days.length === 1
        ? `${formatDay(first)} is not known yet. `
        : `${formatCount(days.length)} days between ${formatDay(first)} and ${formatDay(last)} are not known yet. `}
      <ViewLink view="coverage" params={{ from: first, to: last }}>
        {days.length === 1 ? 'Collect it' : 'Collect them'}
      </ViewLink>
    </p>
  );
}
