import { z } from 'zod';
import type { StatisticsDay } from '../../../src/jodoo/statistics-day.ts';
import type { Judge } from '../ask.ts';
import type { EntityList, Model } from '../model.ts';
import { checkRow, idOf, LIST_NAMES, rowShape } from '../rows.ts';
import { anyList, type Errand } from './errand.ts';

const pageShape = z.object({
  usage: z
    .object({
      date: z.string(),
      totalCount: z.number().nullable(),
      nodes: z.array(rowShape.nullable()),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    })
    .nullable(),
});
type Page = z.infer<typeof pageShape>;

const MOST_PAGES = 6;

/** Pages through a day's list from its start: no repeats, no gaps, and an end where the list ends. */
export const pageWalk: Errand = async (options) => {
  const { ask, model, random, anyDay } = options;
  const list = anyList(random);
  const day = anyDay();
  const first = random.oneOf([10, 20, 37, 100]);
  const { usage, rowFields } = LIST_NAMES[list];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const offset = page * first;
    const answer: Page | undefined = await ask({
      name: `page of ${list}s`,
      query: `query ($day: Date, $first: Int, $after: String) {
        usage: ${usage}(date: $day, first: $first, after: $after) {
          date totalCount nodes { ${rowFields} } pageInfo { hasNextPage endCursor }
        }
      }`,
      variables: { day, first, after },
      shape: pageShape,
      check: (data, judge) => checkPage(data, { model, list, day, offset, first }, judge),
    });
    if (!answer?.usage?.pageInfo.hasNextPage) return;
    after = answer.usage.pageInfo.endCursor;
  }
};

interface Asked {
  readonly model: Model;
  readonly list: EntityList;
  readonly day: StatisticsDay;
  readonly offset: number;
  readonly first: number;
}

function checkPage({ usage }: Page, { model, list, day, offset, first }: Asked, judge: Judge): void {
  if (usage === null) {
    judge.missing(['usage'], 'no page');
    return;
  }
  if (usage.date !== day) judge.wrong(`the page is of ${usage.date}`);
  for (const [index, node] of usage.nodes.entries()) {
    if (node === null) judge.missing(['usage', 'nodes', index], `row ${index} is null`);
    else checkRow({ model, list, judge }, day, node);
  }
  const ids = usage.nodes.flatMap((node) => (node === null ? [] : [idOf(node)]));
  if (new Set(ids).size < ids.length) judge.wrong('an id is on the page twice');
  if (model.mood(day) === 'lying') return;
  const { rows } = model.day(list, day);
  if (usage.totalCount !== null && usage.totalCount !== rows.length) {
    judge.wrong(`totalCount is ${usage.totalCount}, not ${rows.length}`);
  }
  if (model.mood(day) === 'moving') return;
  const right = rows.slice(offset, offset + first).map(({ id }) => id);
  if (usage.nodes.length !== right.length || ids.some((id, index) => id !== right[index])) {
    judge.wrong(`rows ${offset} to ${offset + first - 1} are not those of the list: got ${ids.length}`);
  }
  if (usage.pageInfo.hasNextPage !== offset + first < rows.length) {
    judge.wrong(`hasNextPage is ${usage.pageInfo.hasNextPage} at ${offset + first} of ${rows.length}`);
  }
}
