import { z } from 'zod';
import { addDays, eachDay, isStatisticsDay, upstreamDays } from '../../../src/jodoo/statistics-day.ts';
import { checkRow, LIST_NAMES, rowShape } from '../rows.ts';
import { anyList, type Errand } from './errand.ts';

const historyShape = z.object({
  entity: z
    .object({
      usageHistory: z.object({ nodes: z.array(rowShape.nullable()), missingDates: z.array(z.string()) }),
    })
    .nullable(),
});

const MOST_DAYS = 30;

/** One app or member over some weeks: each day is a row, or said to be missing, or really without it. */
export const history: Errand = async ({ ask, model, random, anyDay }) => {
  const list = anyList(random);
  const to = anyDay();
  const from = addDays(to, -random.between(1, MOST_DAYS));
  const { id } = random.oneOf(model.day(list, to).rows);
  const { idField, rowFields } = LIST_NAMES[list];
  await ask({
    name: `history of a ${list}`,
    query: `query ($id: ID!, $from: Date!, $to: Date!) {
      entity: ${list}(${idField}: $id) {
        usageHistory(from: $from, to: $to, first: 100) { missingDates nodes { ${rowFields} } }
      }
    }`,
    variables: { id, from, to },
    shape: historyShape,
    check({ entity }, judge) {
      // Whoever was never seen is looked up on the latest day, where it may be gone already.
      if (entity === null) {
        const latest = upstreamDays(Date.now()).to;
        if (model.day(list, latest).byId.has(id)) judge.missing(['entity'], `${id} is said not to exist`);
        return;
      }
      const { nodes, missingDates } = entity.usageHistory;
      const seen = new Set<string>();
      for (const [index, node] of nodes.entries()) {
        if (node === null) judge.missing(['entity', 'usageHistory', 'nodes', index], `day ${index} is null`);
        else if (isStatisticsDay(node.date)) {
          if (seen.has(node.date)) judge.wrong(`${node.date} is there twice`);
          seen.add(node.date);
          checkRow({ model, list, judge }, node.date, node);
        }
      }
      for (const day of eachDay({ from, to })) {
        if (seen.has(day) || missingDates.includes(day) || model.mood(day) === 'lying') continue;
        if (model.day(list, day).byId.has(id)) judge.wrong(`${day} is neither a row nor missing`);
      }
    },
  });
};
