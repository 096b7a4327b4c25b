import { addDays } from '../format/days.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { Choice } from '../parts/choice.tsx';
import { usePage } from '../state/page-context.ts';
import { choiceOf } from '../state/route.ts';
import { ChangesTile, MOVES } from './changes-tile.tsx';
import { UnvisitedTile } from './unvisited-tile.tsx';

export interface MoversTileProps {
  readonly day: string;
  readonly earliestDate: string;
  readonly metric: MetricWords;
}

/** What moved between two days: a question of changes, or of visits. */
export function MoversTile({ day, earliestDate, metric }: MoversTileProps) {
  const { route, change } = usePage();
  const moved = choiceOf(route.params.moved, ['GREW', 'SHRANK', 'CREATED', 'DELETED', 'UNVISITED']);
  const span = choiceOf(route.params.span, ['7', '1', '30']);
  const tools = (
    <>
      <Choice
        label="What moved"
        value={moved}
        options={[
          { value: 'GREW', label: 'Grew' },
          { value: 'SHRANK', label: 'Shrank' },
          { value: 'CREATED', label: 'Created' },
          { value: 'DELETED', label: 'Deleted' },
          { value: 'UNVISITED', label: 'Not visited' },
        ]}
        onChange={(value) => change({ moved: value })}
      />
      {moved !== 'UNVISITED' && (
        <Choice
          label="Since"
          value={span}
          options={[
            { value: '1', label: '1 day' },
            { value: '7', label: '7' },
            { value: '30', label: '30' },
          ]}
          onChange={(value) => change({ span: value })}
        />
      )}
    </>
  );
  if (moved === 'UNVISITED') return <UnvisitedTile day={day} tools={tools} />;
  const from = addDays(day, -Number(span));
  return (
    <ChangesTile
      from={from < earliestDate ? earliestDate : from}
      to={day}
      move={MOVES[moved]}
      metric={metric}
      tools={tools}
    />
  );
}
