/** What the page's address asks to be opened: `?query=…&variables=…`, as the dashboard's links have it. */
export interface AskedQuery {
  readonly query?: string;
  readonly variables?: string;
}

export function askedQuery(search: string): AskedQuery {
  const parameters = new URLSearchParams(search);
  const query = parameters.get('query');
  const variables = parameters.get('variables');
  return { ...(query ? { query } : {}), ...(variables ? { variables } : {}) };
}
