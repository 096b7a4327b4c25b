import { MOST_COMPARED, readCompared, writeCompared } from '../state/compared-apps.ts';
import { usePage } from '../state/page-context.ts';

export interface CompareMarkProps {
  readonly appId: string;
  readonly appName: string;
}

/** Marks an app of the table for comparing. */
export function CompareMark({ appId, appName }: CompareMarkProps) {
  const { route, change } = usePage();
  const marked = readCompared(route.params.marked);
  const isMarked = marked.includes(appId);
  return (
    <input
      type="checkbox"
      aria-label={`Compare ${appName}`}
      checked={isMarked}
      disabled={!isMarked && marked.length >= MOST_COMPARED}
      onChange={() => {
        const next = isMarked ? marked.filter((id) => id !== appId) : [...marked, appId];
        change({ marked: writeCompared(next) }, { replace: true });
      }}
    />
  );
}
