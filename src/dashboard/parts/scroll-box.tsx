import type { ComponentChildren } from 'preact';

export interface ScrollBoxProps {
  readonly label: string;
  /** At most so high that the page below stays in sight. */
  readonly isLow?: boolean;
  readonly children: ComponentChildren;
}

/** A wide or long table scrolls in its own box, by keyboard too. */
export function ScrollBox({ label, isLow = false, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus, the keyboard could not scroll it.
    <section class={isLow ? 'scroll low' : 'scroll'} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
