/** AppConnection and MemberConnection, with their edges and their fields of Query. */
import { builder } from '../builder.ts';
import { encodeCursor } from '../paging/cursor.ts';
import { type EntitiesPage, type EntityEdge, entitiesPage } from '../paging/entities-page.ts';
import { USAGE_LISTS, type UsageList } from '../usage-lists.ts';
import { entityTypes } from './object-refs.ts';
import { pageArgs } from './page-args.ts';
import { PageInfo } from './page-info.ts';

for (const list of Object.values(USAGE_LISTS)) defineQuery(list);

function defineQuery(list: UsageList): void {
  const { noun, entitiesField } = list;
  const Connection = defineConnection(list);
  builder.queryField(entitiesField, (t) =>
    t.field({
      type: Connection,
      nullable: true,
      description: `All ${noun.many} ever seen, by their latest names. Costs no upstream call.`,
      args: { ...searchArgs(list), ...pageArgs(noun.many) },
      resolve: (_root, args, { operation }) => entitiesPage(list, args, operation),
    }),
  );
}

function searchArgs({ kind }: UsageList) {
  const name = builder.args((t) => ({
    nameContains: t.string({
      description: 'Somewhere in the latest name, upper and lower case alike; at most 256 characters.',
    }),
  }));
  const creators = builder.args((t) => ({
    creatorIds: t.idList({ description: 'Created by one of these members; at most 1000 ids.' }),
  }));
  return kind === 'app' ? { ...name, ...creators } : name;
}

function defineConnection(list: UsageList) {
  const { kind, noun, entityType } = list;
  const Edge = defineEdge(list);
  return builder.objectRef<EntitiesPage>(`${entityType}Connection`).implement({
    description: `A page of ${noun.many}, by name.`,
    fields: (t) => ({
      edges: t.field({
        type: [Edge],
        description: `The ${noun.many} of this page.`,
        resolve: ({ edges }) => edges,
      }),
      nodes: t.field({
        type: [entityTypes[kind]],
        description: `The same ${noun.many} without cursors.`,
        resolve: ({ edges }) => edges.map(({ node }) => node),
      }),
      pageInfo: t.expose('pageInfo', {
        type: PageInfo,
        description: 'Where this page stands, and the cursors to go on with.',
      }),
      totalCount: t.exposeInt('totalCount', {
        description: `How many ${noun.many} the conditions let through, whatever the page.`,
      }),
    }),
  });
}

function defineEdge({ kind, noun, entityType }: UsageList) {
  return builder.objectRef<EntityEdge>(`${entityType}Edge`).implement({
    description: `One ${noun.one}, with its place in a page.`,
    fields: (t) => ({
      cursor: t.string({
        description: 'Opaque place of this edge, for `after` and `before`.',
        resolve: ({ place }) => encodeCursor(place),
      }),
      node: t.expose('node', { type: entityTypes[kind], description: `The ${noun.one}.` }),
    }),
  });
}
