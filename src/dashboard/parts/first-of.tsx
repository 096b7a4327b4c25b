import { formatCount } from '../format/words.ts';

/** Said below a table that shows only the beginning of what there is. */
export function FirstOf({ shown, total }: { readonly shown: number; readonly total: number }) {
  if (total <= shown) return null;
  return (
    <p class="note">
      The first {formatCount(shown)} of {formatCount(total)}.
    </p>
  );
}
