import { z } from 'zod';
import { checkRow, idOf, LIST_NAMES, rowShape } from '../rows.ts';
import { anyList, type Errand, someIds } from './errand.ts';

const idsShape = z.object({
  usage: z.object({ missing: z.array(z.string()), nodes: z.array(rowShape.nullable()) }).nullable(),
});

/** Asks for ids: each is there, or really missing, or its look-up has failed and says so. */
export const askedIds: Errand = async (options) => {
  const { ask, model, random, anyDay } = options;
  const list = anyList(random);
  const day = anyDay();
  const ids = someIds(options, list, day, random.percent(80) ? 6 : 40);
  const { usage, idsArgument, missingIds, rowFields } = LIST_NAMES[list];
  await ask({
    name: `${list}s by id`,
    query: `query ($day: Date, $ids: [ID!], $first: Int) {
      usage: ${usage}(date: $day, ${idsArgument}: $ids, first: $first) {
        missing: ${missingIds} nodes { ${rowFields} }
      }
    }`,
    variables: { day, ids, first: ids.length },
    shape: idsShape,
    check(data, judge) {
      if (data.usage === null) return judge.missing(['usage'], 'no answer');
      const { byId } = model.day(list, day);
      for (const [index, node] of data.usage.nodes.entries()) {
        if (node === null) judge.missing(['usage', 'nodes', index], `row ${index} is null`);
        else checkRow({ model, list, judge }, day, node);
      }
      for (const id of data.usage.missing) {
        if (byId.has(id) && model.mood(day) !== 'lying') judge.wrong(`${id} is said to be missing`);
      }
      const found = data.usage.nodes.flatMap((node) => (node === null ? [] : [idOf(node)]));
      const answered = [...found, ...data.usage.missing];
      if (new Set(answered).size < answered.length) judge.wrong('an id is answered twice');
      const failed = data.usage.nodes.length - found.length;
      if (answered.length + failed !== ids.length) {
        judge.wrong(`${ids.length} ids asked, ${answered.length} answered, ${failed} failed`);
      }
    },
  });
};
