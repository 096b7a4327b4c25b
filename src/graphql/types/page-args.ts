import { builder } from '../builder.ts';
import { DEFAULT_FIRST, MAX_FIRST } from '../paging/page-arguments.ts';

/** Relay's four arguments, for pages of `items`. */
export function pageArgs(items: string) {
  return builder.args((t) => ({
    first: t.int({
      description: `Page forwards: how many ${items}, 1 to ${MAX_FIRST}. Default: ${DEFAULT_FIRST}.`,
    }),
    after: t.string({ description: 'Start behind this cursor.' }),
    last: t.int({
      description: `Page backwards: how many ${items} in front of \`before\` or from the end, 1 to ${MAX_FIRST}.`,
    }),
    before: t.string({ description: 'End in front of this cursor.' }),
  }));
}
