import type { ComponentChildren } from 'preact';
import { usePage } from '../state/page-context.ts';
import { formatRoute, type RouteParams, type ViewName } from '../state/route.ts';

export interface ViewLinkProps {
  readonly view: ViewName;
  readonly params?: RouteParams;
  readonly class?: string;
  /** The view that is open now. */
  readonly isCurrent?: boolean;
  readonly children: ComponentChildren;
}

/** A real link to a view, so that it can be copied and opened in a new tab; a plain click stays on the page. */
export function ViewLink({ view, params = {}, isCurrent = false, children, ...rest }: ViewLinkProps) {
  const { open } = usePage();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(view, params);
  };
  return (
    <a
      class={rest.class}
      href={formatRoute({ view, params })}
      onClick={follow}
      {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
    >
      {children}
    </a>
  );
}
