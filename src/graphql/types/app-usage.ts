/** What Jodoo says of apps only. */
import { builder } from '../builder.ts';
import { OF_PARENT } from '../of-parent.ts';
import { entityTypes, usageTypes } from './object-refs.ts';

builder.objectFields(usageTypes.app, (t) => ({
  appName: t.exposeString('name', { description: "The app's name as Jodoo gave it for that day." }),
  creator: t.field({
    type: entityTypes.member,
    nullable: true,
    extensions: OF_PARENT,
    description: 'Who created the app; null when Jodoo does not say.',
    resolve: ({ creator }) => creator && { id: creator.memberId, name: creator.name },
  }),
  createdAt: t.expose('createdAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the app was created.',
  }),
  lastEditAt: t.expose('lastEditAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the app was last edited; null if never.',
  }),
  lastVisitAt: t.expose('lastVisitAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the app was last visited; null if never.',
  }),
}));
