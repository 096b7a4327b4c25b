import { useEffect, useRef } from 'preact/hooks';
import { CollectionProgress } from './parts/collection-progress.tsx';
import { JodooState } from './parts/jodoo-state.tsx';
import { ViewLink } from './parts/view-link.tsx';
import { usePage } from './state/page-context.ts';
import type { ViewName } from './state/route.ts';
import { AppsTile } from './tiles/apps-tile.tsx';
import { AppPage } from './views/app-page.tsx';
import { Coverage } from './views/coverage.tsx';
import { MemberPage } from './views/member-page.tsx';
import { Members } from './views/members.tsx';
import { Overview } from './views/overview.tsx';
import type { ViewProps } from './views/view-props.ts';

const TITLES: Readonly<Record<ViewName, string>> = {
  overview: 'Overview',
  apps: 'Apps',
  app: 'App',
  members: 'Members',
  member: 'Member',
  coverage: 'Coverage',
};

const MENU: readonly { readonly view: ViewName; readonly with?: ViewName }[] = [
  { view: 'overview' },
  { view: 'apps', with: 'app' },
  { view: 'members', with: 'member' },
  { view: 'coverage' },
];

export interface ShellProps {
  /** Given when somebody is signed in. */
  readonly onSignOut?: () => void;
}

/** Header, menu and the open view. */
export function Shell({ onSignOut }: ShellProps) {
  const { route, endpoint } = usePage();
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <b>Jodoo usage</b>
        <nav aria-label="Views">
          {MENU.map((item) => (
            <ViewLink
              key={item.view}
              view={item.view}
              isCurrent={route.view === item.view || route.view === item.with}
            >
              {TITLES[item.view]}
            </ViewLink>
          ))}
        </nav>
        <span class="state">
          <JodooState />
          <a href={endpoint}>GraphiQL</a>
          {onSignOut && (
            <button type="button" class="quiet" onClick={onSignOut}>
              Sign out
            </button>
          )}
        </span>
      </header>
      <Main />
      <footer class="bottom">
        Days are Jodoo's: calendar days in UTC+8, whatever the time zone here. Instants are shown in UTC+8,
        too.
      </footer>
    </>
  );
}

function Main() {
  const { route, gateway } = usePage();
  const heading = useRef<HTMLHeadingElement>(null);
  const opened = useRef(route.view);
  const title = TITLES[route.view];

  useEffect(() => {
    document.title = `${title} · Jodoo usage`;
    // Whoever reads by ear or keyboard starts at the top of the view that opened; not when the page itself opens.
    if (opened.current !== route.view) heading.current?.focus({ preventScroll: true });
    opened.current = route.view;
  }, [route.view, title]);

  const days = gateway.gateway;
  return (
    <main id="main">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {route.view !== 'coverage' && <CollectionProgress />}
      {days === undefined && gateway.error !== undefined && (
        <p class="failure" role="alert">
          {gateway.error.message}
        </p>
      )}
      {days === undefined && gateway.error === undefined && <div class="skeleton" aria-hidden="true" />}
      {days !== undefined && (
        <View view={route.view} days={{ earliestDate: days.earliestDate, latestDate: days.latestDate }} />
      )}
    </main>
  );
}

function View({ view, days }: { readonly view: ViewName; readonly days: ViewProps }) {
  switch (view) {
    case 'overview':
      return <Overview {...days} />;
    case 'apps':
      return <AppsTile {...days} />;
    case 'app':
      return <AppPage {...days} />;
    case 'members':
      return <Members {...days} />;
    case 'member':
      return <MemberPage {...days} />;
    case 'coverage':
      return <Coverage {...days} />;
  }
}
