import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { graphiqlLink } from '../client/graphiql-link.ts';
import { usePage } from '../state/page-context.ts';
import type { Query } from '../state/use-query.ts';
import { TileState } from './tile-state.tsx';

export interface TileProps<Result, Variables> {
  readonly title: string;
  /** One line under the title: which days, what is counted. */
  readonly note?: ComponentChildren;
  readonly query: Query<Result, Variables>;
  /** Choices and fields, beside the title. */
  readonly tools?: ComponentChildren;
  /** Downloads, below. */
  readonly actions?: ComponentChildren;
  readonly class?: string;
  /** Drawn once there is an answer; its errors are shown above. */
  readonly children: (data: Result) => ComponentChildren;
}

/** A part of a view with one question of its own, so that it waits and fails alone. */
export function Tile<Result, Variables>(props: TileProps<Result, Variables>) {
  const { title, note, query, tools, actions, children } = props;
  const { endpoint } = usePage();
  const heading = useId();
  const { data } = query;
  return (
    <section class={`tile ${props.class ?? ''}`} aria-labelledby={heading} aria-busy={query.isLoading}>
      <header>
        <div>
          <h2 id={heading}>{title}</h2>
          {note !== undefined && <p class="note">{note}</p>}
        </div>
        {tools !== undefined && <div class="tools">{tools}</div>}
      </header>
      <TileState query={query} title={title} />
      {data !== null && <div class={query.isLoading ? 'content stale' : 'content'}>{children(data)}</div>}
      <footer>
        {actions}
        <a href={graphiqlLink(endpoint, query.document, query.variables)}>Show this as GraphQL</a>
      </footer>
    </section>
  );
}
