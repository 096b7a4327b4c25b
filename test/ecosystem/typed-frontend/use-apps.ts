/** What a frontend gets from the types, and what they refuse. Compiled, never run. */
import type { ResultOf, VariablesOf } from 'gql.tada';
import type { APPS } from './apps.ts';

type Apps = ResultOf<typeof APPS>;

export const variables: VariablesOf<typeof APPS> = { date: '2026-05-08' };

export function records({ appUsage }: Apps): number[] {
  return appUsage?.nodes.map((node) => node?.metrics?.data ?? 0) ?? [];
}

export function misspelt({ appUsage }: Apps): unknown {
  // @ts-expect-error The schema has no such field.
  return appUsage?.nodes.map((node) => node?.appNmae);
}

export function mistaken({ appUsage }: Apps): string {
  const [app] = appUsage?.nodes ?? [];
  // @ts-expect-error A count is a number, and may be unknown.
  return app?.metrics?.data;
}

// @ts-expect-error A date is a text.
export const wrong: VariablesOf<typeof APPS> = { date: 20261120 };
