/** The questions of docs/questions, and what they are asked about: the same for the table and for the test. */
import { readdirSync, readFileSync } from 'node:fs';
import { addDays, type StatisticsDay } from '../../src/jodoo/statistics-day.ts';
import type { Organization } from '../../src/sandbox/organization.ts';

export interface Question {
  /** Without its ending. */
  readonly file: string;
  /** The first line of its comment, as one would say it. */
  readonly text: string;
  readonly query: string;
}

const DIRECTORY = new URL('../../docs/questions/', import.meta.url);
const RANGE_DAYS = 30;

export function readQuestions(): readonly Question[] {
  return readdirSync(DIRECTORY)
    .toSorted()
    .map((name) => {
      const query = readFileSync(new URL(name, DIRECTORY), 'utf8');
      const text = query.split('\n', 1)[0]?.replace(/^# /, '') ?? '';
      return { file: name.replace(/\.graphql$/, ''), text, query };
    });
}

/** Values for the variables of all questions: the latest day, thirty days up to it, and apps that are there on all of them. */
export function questionVariables(organization: Organization, to: StatisticsDay) {
  const from = addDays(to, 1 - RANGE_DAYS);
  const known = new Set(organization.apps(from).map((app) => app.app_id));
  // From the end of the list: the first page is known at the start.
  const lasting = organization
    .apps(to)
    .filter((app) => known.has(app.app_id))
    .toReversed();
  const ids = lasting.map((app) => app.app_id);
  const creators = [...new Set(lasting.flatMap(({ creator }) => creator?.member_id ?? []))];
  const [a, b, c, d, e] = ids;
  const midnight = (day: string) => `${day}T00:00:00+08:00`;
  return {
    ...{ from, to, dayBefore: addDays(to, -1), a, b, c, d, e, appId: a },
    since: midnight(addDays(to, -90)),
    monthStart: midnight(`${to.slice(0, 7)}-01`),
    word: lasting[0]?.app_name.split(' ')[0] ?? '',
    part: null,
    creatorIds: creators.slice(0, 2),
    memberId: creators[0],
  };
}
