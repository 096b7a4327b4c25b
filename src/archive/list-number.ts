import type { ListKind } from '../jodoo/lists.ts';

/** How the tables name a list. These numbers are in archives and never change. */
export const LIST_NUMBERS: Readonly<Record<ListKind, number>> = { app: 1, member: 2, organization: 3 };
