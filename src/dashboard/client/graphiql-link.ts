import type { TypedDocument } from './typed-document.ts';

/** The address that opens GraphiQL with a question of this page. */
export function graphiqlLink<Result, Variables>(
  endpoint: string,
  { text }: TypedDocument<Result, Variables>,
  variables: Variables,
): string {
  const search = new URLSearchParams({ query: text, variables: JSON.stringify(variables, null, 2) });
  return `${endpoint}?${search}`;
}
