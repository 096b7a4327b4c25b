import { formatCount, formatDay, formatDuration } from '../format/words.ts';
import { usePage } from '../state/page-context.ts';
import type { CollectionRun } from '../state/use-collection.ts';

/** How far the collection is that this page started. */
export function CollectionProgress() {
  const { run, leave } = usePage().collection;
  if (run === undefined) return null;
  const { progress, isRunning } = run;
  return (
    <div class="progress">
      {isRunning && (
        <progress
          aria-label="Collection"
          max={progress ? Math.max(1, progress.total) : 1}
          {...(progress ? { value: progress.total === 0 ? 1 : progress.done } : {})}
        />
      )}
      <span role="status">{wordsOf(run)}</span>
      <button type="button" class="quiet" onClick={leave}>
        {isRunning ? 'Stop watching' : 'Close'}
      </button>
    </div>
  );
}

function wordsOf({ from, to, isRunning, progress, isQueued, error }: CollectionRun): string {
  const range = from === to ? formatDay(from) : `${formatDay(from)} to ${formatDay(to)}`;
  if (error) return `${range} cannot be collected: ${error.message}`;
  if (isQueued) return `${range}: queued. The map above fills as the days arrive.`;
  if (!progress) return `${range}: starting…`;
  const far = `${formatCount(progress.done)} of ${formatCount(progress.total)}`;
  if (isRunning) return `${range}: ${far}, about ${formatDuration(progress.expectedMs)}`;
  const missing = progress.missingDates.length;
  return missing === 0
    ? `${range}: collected.`
    : `${range}: ${formatCount(missing)} days could not be collected.`;
}
