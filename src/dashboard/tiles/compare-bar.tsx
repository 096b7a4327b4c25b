import { ViewLink } from '../parts/view-link.tsx';
import { MOST_COMPARED, readCompared, writeCompared } from '../state/compared-apps.ts';
import { usePage } from '../state/page-context.ts';

/** What is marked for comparing, and the way there. */
export function CompareBar() {
  const { route, change } = usePage();
  const [app, ...others] = readCompared(route.params.marked);
  if (app === undefined) return null;
  const count = others.length + 1;
  return (
    <p class="bar" role="status">
      {count} of at most {MOST_COMPARED} apps marked.
      <ViewLink view="app" params={{ app, compare: writeCompared(others) }} class="button">
        {count === 1 ? 'Open' : 'Compare'}
      </ViewLink>
      <button type="button" class="quiet" onClick={() => change({ marked: '' }, { replace: true })}>
        Clear
      </button>
    </p>
  );
}
