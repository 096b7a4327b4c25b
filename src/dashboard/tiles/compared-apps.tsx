import { useState } from 'preact/hooks';
import { FindApps } from '../documents.ts';
import { SearchField } from '../parts/search-field.tsx';
import { MOST_COMPARED, writeCompared } from '../state/compared-apps.ts';
import { usePage } from '../state/page-context.ts';
import { useQuery } from '../state/use-query.ts';

export interface ComparedAppsProps {
  /** The first is the page's own and stays. */
  readonly appIds: readonly string[];
  readonly names: ReadonlyMap<string, string | null>;
}

/** The apps of a chart: remove one, or find another. */
export function ComparedApps({ appIds, names }: ComparedAppsProps) {
  const { change } = usePage();
  const [, ...others] = appIds;
  const compare = (ids: readonly string[]) => change({ compare: writeCompared(ids) });
  return (
    <div class="compared">
      {others.map((appId) => {
        const name = names.get(appId) ?? appId;
        return (
          <button
            key={appId}
            type="button"
            class="chip"
            aria-label={`Do not compare ${name}`}
            onClick={() => compare(others.filter((other) => other !== appId))}
          >
            {name} ×
          </button>
        );
      })}
      {appIds.length < MOST_COMPARED && (
        <AppFinder without={appIds} onFound={(id) => compare([...others, id])} />
      )}
    </div>
  );
}

interface AppFinderProps {
  readonly without: readonly string[];
  readonly onFound: (appId: string) => void;
}

function AppFinder({ without, onFound }: AppFinderProps) {
  const [text, setText] = useState('');
  return (
    <div class="finder">
      <SearchField label="Compare with" value={text} onSearch={setText} />
      {text !== '' && (
        <FoundApps
          text={text}
          without={without}
          onFound={(id) => {
            setText('');
            onFound(id);
          }}
        />
      )}
    </div>
  );
}

function FoundApps({ text, without, onFound }: AppFinderProps & { readonly text: string }) {
  const { data, errors, isLoading } = useQuery(FindApps, { nameContains: text, first: 8 + without.length });
  const found = (data?.apps?.nodes ?? []).filter(({ appId }) => !without.includes(appId)).slice(0, 8);
  return (
    <div class="found">
      <p role="status" class="note">
        {isLoading ? 'Searching…' : (errors[0]?.message ?? (found.length === 0 ? 'No app found.' : ''))}
      </p>
      <ul>
        {found.map(({ appId, name }) => (
          <li key={appId}>
            <button type="button" class="quiet" onClick={() => onFound(appId)}>
              {name ?? appId}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
