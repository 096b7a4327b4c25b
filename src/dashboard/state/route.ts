/** The page's state as its address: what is seen can be sent to a colleague, and back and forward work. */

export const VIEWS = ['overview', 'apps', 'app', 'members', 'member', 'coverage'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Texts by name; what is empty is left out of the address. */
export type RouteParams = Readonly<Record<string, string>>;

export interface Route {
  readonly view: ViewName;
  readonly params: RouteParams;
}

export function parseRoute(search: string): Route {
  const { view, ...params } = Object.fromEntries(new URLSearchParams(search));
  return { view: VIEWS.find((name) => name === view) ?? 'overview', params };
}

/** Relative to the page, such as `?view=apps&find=CRM`. */
export function formatRoute({ view, params }: Route): string {
  const search = new URLSearchParams({ view });
  for (const [name, value] of Object.entries(params)) if (value !== '') search.set(name, value);
  return `?${search}`;
}

/** A parameter that must be one of the choices; anything else is the first. */
export function choiceOf<const Choice extends string>(
  value: string | undefined,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  return choices.find((choice) => choice === value) ?? choices[0];
}
