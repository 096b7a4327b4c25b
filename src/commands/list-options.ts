import { LIST_KINDS, type ListKind } from '../jodoo/lists.ts';

/** How a list is named on the command line. */
const LIST_NAMES: Readonly<Record<ListKind, string>> = {
  organization: 'organization',
  app: 'apps',
  member: 'members',
};

/** Reads a comma-separated `--list`; throws an Error in words when a name is wrong. */
export function listOption(text: string | undefined, fallback: readonly ListKind[]): readonly ListKind[] {
  if (text === undefined) return fallback;
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names)].map(kindOf);
}

export function listName(kind: ListKind): string {
  return LIST_NAMES[kind];
}

function kindOf(name: string): ListKind {
  const kind = LIST_KINDS.find((known) => LIST_NAMES[known] === name);
  if (kind !== undefined) return kind;
  throw new Error(
    `--list takes ${Object.values(LIST_NAMES).join(', ')}, or several separated by commas; got ${JSON.stringify(name)}.`,
  );
}
