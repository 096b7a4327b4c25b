import { AppDetails, AppSeries } from '../documents.ts';
import { addDays } from '../format/days.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatDay, formatInstant } from '../format/words.ts';
import { Fact } from '../parts/fact.tsx';
import { MetricCards } from '../parts/metric-cards.tsx';
import { Tile } from '../parts/tile.tsx';
import { ViewLink } from '../parts/view-link.tsx';
import { useQuery } from '../state/use-query.ts';

export interface AppDetailsTileProps {
  readonly appId: string;
  readonly day: string;
  readonly earliestDate: string;
  readonly chosen: MetricWords;
  readonly onChoose: (metric: MetricWords) => void;
}

const HISTORY_DAYS = 30;

/** Who made an app, when it was used, and its numbers of a day. */
export function AppDetailsTile({ appId, day, earliestDate, chosen, onChoose }: AppDetailsTileProps) {
  const query = useQuery(AppDetails, { appId, date: day });
  const from = addDays(day, -HISTORY_DAYS);
  const history = useQuery(AppSeries, {
    appId,
    from: from < earliestDate ? earliestDate : from,
    to: day,
    interval: 'DAY',
    wait: false,
  });
  const periods = history.data?.app?.series.periods ?? [];
  return (
    <Tile title={query.data?.app?.name ?? appId} note={`${formatDay(day)} (UTC+8)`} query={query}>
      {({ app }) => {
        if (app === null) return <p class="empty">Jodoo knows no app with the id {appId}.</p>;
        const { usage } = app;
        return (
          <>
            <AppFacts app={app} />
            {usage === null ? (
              <p class="empty">The app did not exist on this day.</p>
            ) : (
              <MetricCards
                metrics={usage.metrics}
                history={[...periods.slice(0, -1).map(({ metrics }) => metrics), usage.metrics]}
                chosen={chosen}
                onChoose={onChoose}
                without={['app']}
              />
            )}
            {history.errors[0] && <p class="missing">No comparison: {history.errors[0].message}</p>}
          </>
        );
      }}
    </Tile>
  );
}

type App = NonNullable<ReturnType<NonNullable<typeof AppDetails.types>>['app']>;

function AppFacts({ app }: { readonly app: App }) {
  const { usage } = app;
  return (
    <dl class="facts">
      <Fact name="Id">
        <code>{app.appId}</code>
      </Fact>
      <Fact name="Creator">
        {app.creator ? (
          <ViewLink view="member" params={{ member: app.creator.memberId }}>
            {app.creator.name}
          </ViewLink>
        ) : (
          '–'
        )}
      </Fact>
      <Fact name="Created">{formatInstant(usage?.createdAt)}</Fact>
      <Fact name="Last edit">{formatInstant(usage?.lastEditAt)}</Fact>
      <Fact name="Last visit">{formatInstant(usage?.lastVisitAt)}</Fact>
      <Fact name="In the archive">
        {app.firstSeen && app.lastSeen ? `${formatDay(app.firstSeen)} to ${formatDay(app.lastSeen)}` : '–'}
      </Fact>
    </dl>
  );
}
