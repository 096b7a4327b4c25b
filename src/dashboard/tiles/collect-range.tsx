import { daysBetween } from '../format/days.ts';
import { formatCount } from '../format/words.ts';
import { CollectionProgress } from '../parts/collection-progress.tsx';
import { DayField } from '../parts/day-field.tsx';
import { type DayRange, rangeOf } from '../state/day-range.ts';
import { usePage } from '../state/page-context.ts';
import type { ViewProps } from '../views/view-props.ts';
import { type DayCoverage, LISTS } from './coverage-map.tsx';

export interface CollectRangeProps extends ViewProps {
  readonly days: readonly DayCoverage[];
  readonly selected: DayRange | undefined;
}

/** The selected days as fields, what they lack, and the button that collects them. */
export function CollectRange({ days, selected, earliestDate, latestDate }: CollectRangeProps) {
  const { change, collection } = usePage();
  const from = selected?.from ?? earliestDate;
  const to = selected?.to ?? latestDate;
  const count = daysBetween(from, to).length;
  const lacking = days
    .filter(({ date }) => date >= from && date <= to)
    .flatMap((day) => LISTS.filter(({ key }) => day[key] === 'NONE' || day[key] === 'PARTIAL')).length;
  const select = (range: DayRange) => change({ ...range }, { replace: true });
  return (
    <div class="collect">
      <DayField
        label="From"
        value={from}
        earliestDate={earliestDate}
        latestDate={latestDate}
        onChange={(day) => select(rangeOf(day, to))}
      />
      <DayField
        label="To"
        value={to}
        earliestDate={earliestDate}
        latestDate={latestDate}
        onChange={(day) => select(rangeOf(from, day))}
      />
      <button
        type="button"
        class="primary"
        disabled={lacking === 0 || collection.run?.isRunning}
        onClick={() => collection.collect(from, to)}
      >
        Collect {count === 1 ? 'this day' : `these ${formatCount(count)} days`}
      </button>
      <span class="note">
        {lacking === 0 ? 'Nothing is missing here.' : `${formatCount(lacking)} daily lists are missing.`}
      </span>
      <CollectionProgress />
    </div>
  );
}
