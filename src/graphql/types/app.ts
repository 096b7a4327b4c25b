/** What is known of apps only. */

import type { Entity } from '../../archive/archive.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import { builder } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { type EntityShape, knownEntity } from '../identity/entity-shape.ts';
import { entityTypes } from './object-refs.ts';

builder.objectFields(entityTypes.app, (t) => ({
  creator: t.field({
    type: entityTypes.member,
    nullable: true,
    description: 'Who created the app, as last seen; null when Jodoo does not say.',
    resolve: (app, _args, context) =>
      whenReady(known(app, context), (entity) => {
        const creator = entity?.creator;
        return creator ? { id: creator.memberId, name: creator.name } : null;
      }),
  }),
  firstSeen: t.field({
    type: 'Date',
    nullable: true,
    description: 'The first archived day that has the app.',
    resolve: (app, _args, context) => whenReady(known(app, context), (entity) => entity?.firstDay ?? null),
  }),
  lastSeen: t.field({
    type: 'Date',
    nullable: true,
    description: 'The last archived day that has the app.',
    resolve: (app, _args, context) => whenReady(known(app, context), (entity) => entity?.lastDay ?? null),
  }),
}));

function known(app: EntityShape, { operation }: GatewayContext): MaybePromise<Entity | null> {
  return knownEntity('app', app, operation);
}
