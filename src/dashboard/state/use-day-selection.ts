import { useRef, useState } from 'preact/hooks';
import { type DayRange, dayByKey, rangeOf } from './day-range.ts';

export interface DaySelectionOptions {
  /** In their order. */
  readonly days: readonly { readonly date: string }[];
  readonly selected: DayRange | undefined;
  readonly onSelect: (range: DayRange) => void;
}

export interface DaySelection {
  /** The day that the keyboard is at. */
  readonly active: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
}

/** Selects a range among elements with a `data-day`: by click and drag, or by arrows and Shift. */
export function useDaySelection({ days, selected, onSelect }: DaySelectionOptions): DaySelection {
  const anchor = useRef<string | undefined>(undefined);
  const [active, setActive] = useState(selected?.to ?? days.at(-1)?.date ?? '');
  const within = { from: days[0]?.date ?? '', to: days.at(-1)?.date ?? '' };

  const extendTo = (day: string | undefined) => {
    if (day !== undefined && anchor.current !== undefined) onSelect(rangeOf(anchor.current, day));
  };

  return {
    active,
    onKeyDown(event) {
      const day = dayOf(event.target);
      if (day === undefined) return;
      const isChosen = event.key === ' ' || event.key === 'Enter';
      const next = isChosen ? day : dayByKey(event.key, day, within);
      if (next === undefined) return;
      event.preventDefault();
      const start = event.shiftKey ? (anchor.current ?? day) : next;
      anchor.current = start;
      setActive(next);
      onSelect(rangeOf(start, next));
      if (event.currentTarget instanceof HTMLElement) {
        event.currentTarget.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
      }
    },
    onPointerDown(event) {
      const day = event.button === 0 ? dayOf(event.target) : undefined;
      anchor.current = day;
      if (day !== undefined) setActive(day);
      extendTo(day);
    },
    onPointerMove(event) {
      // On touch screens the event stays with the day where the finger went down.
      if (event.buttons === 1) extendTo(dayOf(document.elementFromPoint(event.clientX, event.clientY)));
    },
  };
}

function dayOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>('[data-day]')?.dataset.day;
}
