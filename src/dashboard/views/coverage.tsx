import { CoverageTile } from '../tiles/coverage-tile.tsx';
import { DiscrepanciesTile } from '../tiles/discrepancies-tile.tsx';
import { QueueTile } from '../tiles/queue-tile.tsx';
import type { ViewProps } from './view-props.ts';

export function Coverage(props: ViewProps) {
  return (
    <>
      <CoverageTile {...props} />
      <div class="columns">
        <QueueTile />
        <DiscrepanciesTile {...props} />
      </div>
    </>
  );
}
