import type { UsageList } from '../documents.ts';
import { GatewayState } from '../documents.ts';
import { formatClock, formatCount, formatDay, formatDuration } from '../format/words.ts';
import { Fact } from '../parts/fact.tsx';
import { type PlainColumn, PlainTable } from '../parts/plain-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { usePage } from '../state/page-context.ts';

const LIST_WORDS: Readonly<Record<UsageList, string>> = {
  APPS: 'Apps',
  MEMBERS: 'Members',
  ORGANIZATION: 'Organization',
};

type Gateway = NonNullable<ReturnType<typeof usePage>['gateway']['gateway']>;

const COLUMNS: readonly PlainColumn<Gateway['lanes'][number]>[] = [
  { label: 'List', cell: ({ list }) => LIST_WORDS[list] },
  { label: 'Waiting', isNumber: true, cell: ({ slots }) => formatCount(slots.waiting) },
  {
    label: 'Expected wait',
    isNumber: true,
    cell: ({ slots }) => (slots.expectedWaitMs === 0 ? '–' : formatDuration(slots.expectedWaitMs)),
  },
  {
    label: 'State',
    cell: ({ slots }) => (slots.heldUntil === null ? 'open' : `held until ${formatClock(slots.heldUntil)}`),
  },
];

/** What waits for Jodoo, and what is being collected, as it is now. */
export function QueueTile() {
  const { gateway, error, refresh } = usePage().gateway;
  const query = {
    data: gateway ? { gateway } : null,
    errors: error ? [error] : [],
    isLoading: gateway === undefined && error === undefined,
    document: GatewayState,
    variables: {},
    reload: refresh,
  };
  return (
    <Tile title="Queue" note="Each list has one call a second of its own" query={query}>
      {({ gateway: { lanes, archive } }) => (
        <>
          <PlainTable
            caption="Calls that wait, by list"
            rows={lanes}
            keyOf={({ list }) => list}
            columns={COLUMNS}
          />
          <CollectingNow collecting={archive.collecting} />
          <dl class="facts">
            <Fact name="Complete days">{formatCount(archive.completeDays)}</Fact>
            <Fact name="Rows in the archive">{formatCount(archive.rows)}</Fact>
            <Fact name="First day">{archive.firstDate === null ? '–' : formatDay(archive.firstDate)}</Fact>
            <Fact name="Last day">{archive.lastDate === null ? '–' : formatDay(archive.lastDate)}</Fact>
          </dl>
        </>
      )}
    </Tile>
  );
}

interface CollectingNowProps {
  readonly collecting: Gateway['archive']['collecting'];
}

function CollectingNow({ collecting }: CollectingNowProps) {
  if (collecting === null) return <p class="note">Nothing is being collected.</p>;
  const { date, daysDone, daysTotal, expectedMs } = collecting;
  return (
    <div class="progress">
      <progress aria-label="Collector" max={Math.max(1, daysTotal)} value={daysDone} />
      <span>
        Collecting {formatDay(date)}: {formatCount(daysDone)} of {formatCount(daysTotal)} days, about{' '}
        {formatDuration(expectedMs)}
      </span>
    </div>
  );
}
