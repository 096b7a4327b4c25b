import { z } from 'zod';
import type { StatisticsDay } from '../../../src/jodoo/statistics-day.ts';
import type { Judge } from '../ask.ts';
import type { EntityList, Model, ModelRow } from '../model.ts';
import {
  checkCounts,
  checkRow,
  idOf,
  LIST_NAMES,
  metricsShape,
  rowShape,
  sumsOf,
  TOTALS_FIELDS,
} from '../rows.ts';
import { anyList, type Errand } from './errand.ts';

const wholeDayShape = z.object({
  usage: z
    .object({
      totalCount: z.number().nullable(),
      totals: metricsShape.nullable(),
      nodes: z.array(rowShape.nullable()),
    })
    .nullable(),
});

interface Asked {
  readonly model: Model;
  readonly list: EntityList;
  readonly day: StatisticsDay;
  readonly least: number;
  readonly namePart: string | undefined;
  readonly first: number;
}

/** A whole day, filtered, ordered and summed: the gateway does all of it, so all of it is done again here. */
export const wholeDay: Errand = async ({ ask, model, random, anyDay }) => {
  const list = anyList(random);
  const day = anyDay();
  const least = random.oneOf([0, 1, 20, 2_000, 40_000]);
  const namePart =
    list === 'app' && random.percent(40) ? random.oneOf(['e', 'Berlin', '管理', 'CRM']) : undefined;
  const first = random.oneOf([1, 20, 100]);
  const { usage, usageType, rowFields } = LIST_NAMES[list];
  await ask({
    name: `whole day of ${list}s`,
    query: `query ($day: Date, $first: Int, $filter: ${usageType}Filter) {
      usage: ${usage}(date: $day, first: $first, filter: $filter, orderBy: { by: DATA }) {
        totalCount ${TOTALS_FIELDS} nodes { ${rowFields} }
      }
    }`,
    variables: {
      day,
      first,
      filter: {
        metrics: [{ metric: 'DATA', min: least }],
        ...(namePart !== undefined && { nameContains: namePart }),
      },
    },
    shape: wholeDayShape,
    check: (data, judge) => checkWholeDay(data, { model, list, day, least, namePart, first }, judge),
  });
};

function checkWholeDay({ usage }: z.infer<typeof wholeDayShape>, asked: Asked, judge: Judge): void {
  const { model, list, day, first } = asked;
  if (usage === null) {
    judge.missing(['usage'], 'no answer');
    return;
  }
  for (const [index, node] of usage.nodes.entries()) {
    if (node === null) judge.missing(['usage', 'nodes', index], `row ${index} is null`);
    else checkRow({ model, list, judge }, day, node);
  }
  if (model.mood(day) === 'lying') return;
  const right = matching(asked);
  if (usage.totalCount === null) judge.missing(['usage', 'totalCount'], 'no totalCount');
  else if (usage.totalCount !== right.length) {
    judge.wrong(`totalCount is ${usage.totalCount}, not ${right.length}`);
  }
  if (usage.totals === null) judge.missing(['usage', 'totals'], 'no totals');
  else {
    // Sums over nothing may be 0 or unknown; the counts of members with nothing but zeros may be unknown.
    const mayBeUnknown = right.length === 0 || (list === 'member' && asked.least === 0);
    checkCounts('totals', usage.totals, sumsOf(right), { mayBeUnknown, judge });
  }
  const ids = usage.nodes.map((node) => node && idOf(node));
  const rightIds = right.slice(0, first).map(({ id }) => id);
  if (ids.length !== rightIds.length || ids.some((id, index) => id !== null && id !== rightIds[index])) {
    judge.wrong(`the first ${first} by data are not the right ones`);
  }
}

function matching({ model, list, day, least, namePart }: Asked): ModelRow[] {
  return model
    .day(list, day)
    .rows.filter(({ name, metrics: { data } }) => {
      const fits = namePart === undefined || name.toLowerCase().includes(namePart.toLowerCase());
      return fits && data !== null && data >= least;
    })
    .sort((a, b) => (b.metrics.data ?? 0) - (a.metrics.data ?? 0) || (a.id < b.id ? -1 : 1));
}
