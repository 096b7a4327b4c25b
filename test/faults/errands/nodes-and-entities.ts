import { z } from 'zod';
import type { StatisticsDay } from '../../../src/jodoo/statistics-day.ts';
import type { Judge } from '../ask.ts';
import type { EntityList, Model } from '../model.ts';
import { checkRow, idOf, LIST_NAMES, rowShape } from '../rows.ts';
import { anyList, type Errand, type ErrandOptions, someIds } from './errand.ts';

const nodesShape = z.object({ found: z.array(rowShape.nullable()) });

const ROWS = `... on AppUsage { ${LIST_NAMES.app.rowFields} } ... on MemberUsage { ${LIST_NAMES.member.rowFields} }`;

/** Rows by their global ids, as Relay asks for them again. */
export const nodesById: Errand = async (options) => {
  const asked = somebody(options);
  const { usageType } = LIST_NAMES[asked.list];
  await options.ask({
    name: `nodes of ${asked.list}s`,
    query: `query ($ids: [ID!]!) { found: nodes(ids: $ids) { __typename ${ROWS} } }`,
    variables: {
      ids: asked.ids.map((id) => Buffer.from(`${usageType}:${asked.day}:${id}`).toString('base64url')),
    },
    shape: nodesShape,
    check: ({ found }, judge) => checkInPlace(found, { ...asked, model: options.model }, judge),
  });
};

/** Rows by their keys, as a federation's router asks for them. */
export const entitiesByKey: Errand = async (options) => {
  const asked = somebody(options);
  const { usageType, idField } = LIST_NAMES[asked.list];
  await options.ask({
    name: `entities of ${asked.list}s`,
    query: `query ($representations: [_Any!]!) {
      found: _entities(representations: $representations) { __typename ${ROWS} }
    }`,
    variables: {
      representations: asked.ids.map((id) => ({ __typename: usageType, [idField]: id, date: asked.day })),
    },
    shape: nodesShape,
    check: ({ found }, judge) => checkInPlace(found, { ...asked, model: options.model }, judge),
  });
};

interface Asked {
  readonly list: EntityList;
  readonly day: StatisticsDay;
  readonly ids: readonly string[];
}

function somebody(options: ErrandOptions): Asked {
  const list = anyList(options.random);
  const day = options.anyDay();
  return { list, day, ids: someIds(options, list, day, 12) };
}

/** Each answer stands in the place of its question; null where there is no such row, or an error says why. */
function checkInPlace(
  found: z.infer<typeof nodesShape>['found'],
  { model, list, day, ids }: Asked & { readonly model: Model },
  judge: Judge,
): void {
  if (found.length !== ids.length) judge.wrong(`${ids.length} asked, ${found.length} answered`);
  for (const [index, id] of ids.entries()) {
    const row = found[index];
    if (row) {
      if (idOf(row) !== id) judge.wrong(`${idOf(row)} stands in the place of ${id}`);
      checkRow({ model, list, judge }, day, row);
    } else if (model.day(list, day).byId.has(id) && model.mood(day) !== 'lying') {
      judge.missing(['found', index], `${id} is null`);
    }
  }
}
