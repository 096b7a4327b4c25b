import type { Fact, ListPage } from '../archive/fact.ts';

/** What was wanted: a fact about an id, or a page. */
export type Found = Fact | { readonly kind: 'page'; readonly page: ListPage };
