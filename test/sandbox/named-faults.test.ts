import { expect, test } from 'vitest';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { REFUSALS } from '../../src/sandbox/common-faults.ts';
import { faultNamed, faultNames } from '../../src/sandbox/named-faults.ts';
import { APPS, LATEST, MEMBERS, OVERVIEW, post, sandboxPerTest } from './open-sandbox.ts';

const open = sandboxPerTest();
const DAY = statisticsDay(LATEST);
/** As their defaults are, these would take a test too long. */
const SMALL = new Map([
  ['slow', 'slow=5'],
  ['slow-drip', 'slow-drip=1'],
  ['huge-body', 'huge-body=100000'],
  ['empty-items', 'empty-items=5'],
]);
/** What arrives is right, and only late. */
const LATE = new Set(['slow', 'slow-drip']);
const names = faultNames().map((line) => /^[\w-]+/.exec(line)?.[0] ?? '');

test('every fault has a name of its own, and every code of the upstream one', () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(Object.keys(REFUSALS)));
});

test.each(names.filter((name) => name !== 'hang'))(
  '%s changes what the upstream answers, or how',
  async (name) => {
    const sandbox = await open();
    const ask = async () => {
      const answered = [];
      for (const [path, body] of [
        [APPS, {}],
        [APPS, { skip: 20, limit: 20 }],
        [
          APPS,
          {
            app_ids: sandbox.organization
              .apps(DAY)
              .slice(0, 2)
              .map(({ app_id }) => app_id),
          },
        ],
      ] as const) {
        answered.push(await post(sandbox, path, body).catch(() => 'no answer'));
      }
      return answered;
    };
    const right = await ask();
    sandbox.faults.always(faultNamed(SMALL.get(name) ?? name));
    const answered = await ask();
    if (LATE.has(name)) expect(answered).toEqual(right);
    else expect(answered).not.toEqual(right);
  },
);

test('a value is taken, and a list narrows the fault to its endpoint', async () => {
  const sandbox = await open();
  sandbox.faults.always(faultNamed('missing-metric=dash@members'));
  expect((await post(sandbox, MEMBERS)).text).not.toContain('"dash"');
  expect((await post(sandbox, APPS)).text).toContain('"dash"');
  sandbox.faults.clear();
  sandbox.faults.always(faultNamed('zero-metrics=2026-10-01,2026-10-02@overview'));
  const appsOn = async (date: string) =>
    JSON.parse((await post(sandbox, OVERVIEW, { date })).text).metrics.app;
  expect([await appsOn('2026-10-02'), await appsOn('2026-10-03')]).toEqual([0, 240]);
});

test.each([
  ['nothing', /no fault "nothing".*refused, .*key-ip/],
  ['', /no fault ""/],
  ['slow=soon', /slow takes milliseconds.*"soon"/],
  ['slow=-1', /slow takes milliseconds/],
  ['missing-metric=date', /one of app, form_coop.*"date"/],
  ['zero-metrics=2026-02-30', /days such as/],
  ['forbidden=1', /forbidden takes no value; got "1"/],
  ['forbidden@app', /no list "app"; there are: apps, members, overview/],
])('%s is refused with what there is', (text, message) => {
  expect(() => faultNamed(text)).toThrow(message);
});
