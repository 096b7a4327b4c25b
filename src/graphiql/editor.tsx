/** The editor: GraphiQL with the gateway's schema, and a line that says how long a query takes. */
import { useEditorContext } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import './editor.css';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { AskedQuery } from './asked-query.ts';
import { EXAMPLE_QUERIES } from './example-queries.ts';
import { createFetcher } from './fetcher.ts';
import type { Introspected } from './introspect.ts';
import { peopleSchema } from './people-schema.ts';
import type { Send } from './send.ts';

export interface EditorProps extends Pick<Introspected, 'introspection' | 'problem'> {
  readonly send: Send;
  /** What the address opens, in a tab of its own. */
  readonly asked: AskedQuery;
}

export function showEditor(place: HTMLElement, props: EditorProps): void {
  createRoot(place).render(<Editor {...props} />);
}

function Editor({ send, asked, introspection, problem }: EditorProps) {
  const [words, setWords] = useState('');
  const fetcher = useMemo(() => createFetcher(send, setWords), [send]);
  const schema = useMemo(() => (introspection ? peopleSchema(introspection) : null), [introspection]);
  return (
    <GraphiQL
      fetcher={fetcher}
      schema={schema}
      defaultQuery={EXAMPLE_QUERIES}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
      {...asked}
    >
      <GraphiQL.Logo> </GraphiQL.Logo>
      <GraphiQL.Toolbar>{EditorTools}</GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <p role="status">{words}</p>
        {problem && <p role="alert">The schema cannot be read: {problem}</p>}
      </GraphiQL.Footer>
    </GraphiQL>
  );
}

interface EditorToolsProps {
  readonly prettify: ReactNode;
  readonly merge: ReactNode;
  readonly copy: ReactNode;
}

/** GraphiQL's buttons; and long lines go on below, so that comments fit a narrow pane. */
function EditorTools({ prettify, merge, copy }: EditorToolsProps) {
  const editors = useEditorContext();
  const queryEditor = editors?.queryEditor;
  useEffect(() => queryEditor?.setOption('lineWrapping', true), [queryEditor]);
  return (
    <>
      {prettify}
      {merge}
      {copy}
    </>
  );
}
