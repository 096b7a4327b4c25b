import type { Page } from '../documents.ts';
import { formatCount } from '../format/words.ts';
import { ROWS_A_PAGE, type TableChoices } from '../state/use-table-choices.ts';

export interface PagerProps {
  readonly info: Page;
  readonly total: number | null;
  /** Such as "apps". */
  readonly things: string;
  readonly choices: Pick<TableChoices<string>, 'page' | 'next' | 'previous'>;
}

export function Pager({ info, total, things, choices }: PagerProps) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = info;
  const pages = total === null ? '' : ` of ${formatCount(Math.max(1, Math.ceil(total / ROWS_A_PAGE)))}`;
  return (
    <nav class="pager" aria-label={`Pages of ${things}`}>
      <button
        type="button"
        disabled={!hasPreviousPage || startCursor === null}
        onClick={() => startCursor !== null && choices.previous(startCursor)}
      >
        ← Previous
      </button>
      <span role="status">
        Page {formatCount(choices.page)}
        {pages}
        {total !== null && `, ${formatCount(total)} ${things}`}
      </span>
      <button
        type="button"
        disabled={!hasNextPage || endCursor === null}
        onClick={() => endCursor !== null && choices.next(endCursor)}
      >
        Next →
      </button>
    </nav>
  );
}
