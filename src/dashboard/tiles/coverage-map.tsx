import type { ArchiveCoverage, Coverage } from '../documents.ts';
import { formatDay, formatMonth } from '../format/words.ts';
import type { DayRange } from '../state/day-range.ts';
import { useDaySelection } from '../state/use-day-selection.ts';

export type DayCoverage = ReturnType<
  NonNullable<typeof ArchiveCoverage.types>
>['gateway']['archive']['coverage'][number];

export interface CoverageMapProps {
  readonly days: readonly DayCoverage[];
  readonly selected: DayRange | undefined;
  readonly onSelect: (range: DayRange) => void;
}

export const LISTS = [
  { key: 'apps', label: 'Apps' },
  { key: 'members', label: 'Members' },
  { key: 'organization', label: 'Organization' },
] as const;

export const COVERAGE_WORDS: Readonly<Record<Coverage, string>> = {
  NONE: 'nothing',
  PARTIAL: 'in part',
  COMPLETE: 'complete',
  NOT_COLLECTED: 'not counted by Jodoo',
};

/**
 * A column a day, a cell a list. A click or a drag selects days; by keyboard the arrows move, and with Shift they
 * extend. The days are options of one list, so that a screen reader reads each with its state.
 */
export function CoverageMap({ days, selected, onSelect }: CoverageMapProps) {
  const { active, ...handlers } = useDaySelection({ days, selected, onSelect });
  return (
    <div
      class="coverage"
      role="listbox"
      aria-multiselectable="true"
      aria-label="Days in the archive"
      tabIndex={-1}
      {...handlers}
    >
      {byMonth(days).map(([month, ofMonth]) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options; a fieldset cannot be in a listbox.
        <div key={month} class="month" role="group" aria-label={formatMonth(`${month}-01`)}>
          <p aria-hidden="true">{formatMonth(`${month}-01`)}</p>
          <div class="days">
            <div class="lists" aria-hidden="true">
              {LISTS.map(({ key, label }) => (
                <span key={key}>{label}</span>
              ))}
            </div>
            {Array.from({ length: Number(ofMonth[0]?.date.slice(8)) - 1 }, (_, index) => (
              <span key={index} aria-hidden="true" />
            ))}
            {ofMonth.map((day) => (
              <DayColumn
                key={day.date}
                day={day}
                isActive={day.date === active}
                isSelected={selected !== undefined && day.date >= selected.from && day.date <= selected.to}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

interface DayColumnProps {
  readonly day: DayCoverage;
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

function DayColumn({ day, isActive, isSelected }: DayColumnProps) {
  const words = LISTS.map(({ key, label }) => `${label} ${COVERAGE_WORDS[day[key]]}`).join(', ');
  const label = `${formatDay(day.date)}: ${words}${day.settled ? '' : ', provisional'}`;
  return (
    <div
      role="option"
      class="day"
      data-day={day.date}
      aria-selected={isSelected}
      aria-label={label}
      title={label}
      tabIndex={isActive ? 0 : -1}
    >
      {LISTS.map(({ key }) => (
        <i key={key} class={day[key].toLowerCase().replace('_', '-')} />
      ))}
    </div>
  );
}

function byMonth(days: readonly DayCoverage[]): [string, DayCoverage[]][] {
  const months = new Map<string, DayCoverage[]>();
  for (const day of days) {
    const month = day.date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), day]);
  }
  return [...months];
}
