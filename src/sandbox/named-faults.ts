/** Faults by name, for the command line: `NAME`, `NAME=VALUE`, and `…@LIST` for one endpoint only. */
import { METRICS, type MetricWireName } from '../jodoo/metrics.ts';
import { isStatisticsDay } from '../jodoo/statistics-day.ts';
import type { EndpointName } from './asked.ts';
import {
  anotherDay,
  MALFORMED_JSON,
  missingMetric,
  REFUSALS,
  WRONG_SHAPE,
  zeroMetrics,
} from './common-faults.ts';
import type { Fault } from './faults.ts';
import {
  DUPLICATED_ITEM,
  emptyItems,
  emptyPages,
  itemMoved,
  listMovedBy,
  missingItem,
  NOTHING_BUT_MORE,
  TOO_MANY_ITEMS,
  UNASKED_ITEM,
} from './list-faults.ts';
import { CUT_BODY, htmlPage, hugeBody, slow, slowDrip, TRUNCATED_JSON } from './wire-faults.ts';

/** A fault that takes a value has a fallback for when none is given. */
type NamedFault =
  | { readonly fault: Fault }
  | { readonly value: ValueOf; readonly fallback: string; readonly make: (text: string) => Fault };

/** What a value may be, in words and as a check. */
interface ValueOf {
  readonly words: string;
  readonly fits: (text: string) => boolean;
}

const MILLISECONDS: ValueOf = { words: 'milliseconds up to 600000', fits: isWholeNumberTo(600_000) };
const BYTES: ValueOf = { words: 'bytes up to 500000000', fits: isWholeNumberTo(500_000_000) };
const COUNT: ValueOf = { words: 'a number up to 10000000', fits: isWholeNumberTo(10_000_000) };
const PAGE: ValueOf = { words: 'a page, counted from 0', fits: isWholeNumberTo(1_000_000) };
const PLACES: ValueOf = { words: 'places, such as 1 or -1', fits: (text) => /^-?\d{1,6}$/.test(text) };
const DISTANCE: ValueOf = { words: 'days, such as 1 or -1', fits: PLACES.fits };
const METRIC: ValueOf = {
  words: `one of ${METRICS.map(({ wire }) => wire).join(', ')}`,
  fits: (text) => metricNamed(text) !== undefined,
};
const DAYS: ValueOf = {
  words: 'days such as 2026-05-08,2026-05-09 (left out: all)',
  fits: (text) => text === '' || text.split(',').every(isStatisticsDay),
};

const FAULTS: ReadonlyMap<string, NamedFault> = new Map<string, NamedFault>([
  ...Object.entries(REFUSALS).map(([name, refusal]): [string, NamedFault] => [
    name,
    { fault: { kind: 'code', ...refusal } },
  ]),
  ...[200, 502, 503, 504].map((status): [string, NamedFault] => [
    `html-${status}`,
    { fault: htmlPage(status) },
  ]),
  ['malformed-json', { fault: MALFORMED_JSON }],
  ['truncated-json', { fault: TRUNCATED_JSON }],
  ['wrong-shape', { fault: WRONG_SHAPE }],
  ['reset', { fault: { kind: 'reset' } }],
  ['hang', { fault: { kind: 'hang' } }],
  ['cut-body', { fault: CUT_BODY }],
  ['slow', { value: MILLISECONDS, fallback: '2000', make: (text) => slow(Number(text)) }],
  ['slow-drip', { value: MILLISECONDS, fallback: '100', make: (text) => slowDrip(Number(text)) }],
  ['huge-body', { value: BYTES, fallback: '100000000', make: (text) => hugeBody(Number(text)) }],
  [
    'zero-metrics',
    { value: DAYS, fallback: '', make: (text) => zeroMetrics(text === '' ? undefined : text.split(',')) },
  ],
  [
    'missing-metric',
    { value: METRIC, fallback: 'data', make: (text) => missingMetric(metricNamed(text) ?? 'data') },
  ],
  ['another-day', { value: DISTANCE, fallback: '-1', make: (text) => anotherDay(Number(text)) }],
  ['duplicated-item', { fault: DUPLICATED_ITEM }],
  ['missing-item', { value: COUNT, fallback: '0', make: (text) => missingItem(Number(text)) }],
  ['unasked-item', { fault: UNASKED_ITEM }],
  ['too-many-items', { fault: TOO_MANY_ITEMS }],
  ['nothing-but-more', { fault: NOTHING_BUT_MORE }],
  ['empty-page', { value: PAGE, fallback: '1', make: (text) => emptyPages([Number(text)]) }],
  ['empty-items', { value: COUNT, fallback: '2500000', make: (text) => emptyItems(Number(text)) }],
  ['moved-item', { value: COUNT, fallback: '100', make: (text) => itemMoved(0, Number(text)) }],
  [
    'moved-list',
    { value: PLACES, fallback: '-1', make: (text) => listMovedBy(Number(text), { pages: [1] }) },
  ],
]);

const LISTS: ReadonlyMap<string, EndpointName> = new Map([
  ['apps', 'appMetrics'],
  ['members', 'memberMetrics'],
  ['overview', 'overview'],
]);

/** The fault that a text such as `slow=2000@members` names; throws an Error that lists what there is. */
export function faultNamed(text: string): Fault {
  const [, name = '', given, list] = /^([^=@]*)(?:=([^@]*))?(?:@(.*))?$/s.exec(text) ?? [];
  const named = FAULTS.get(name);
  if (named === undefined) {
    throw new Error(`there is no fault ${JSON.stringify(name)}; there are: ${[...FAULTS.keys()].join(', ')}`);
  }
  return narrowed(faultOf(name, named, given), list);
}

/** A line for each fault, for `--help`. */
export function faultNames(): readonly string[] {
  return [...FAULTS].map(([name, named]) =>
    'fault' in named ? name : `${name}=${named.fallback}  (${named.value.words})`,
  );
}

function faultOf(name: string, named: NamedFault, given: string | undefined): Fault {
  if ('fault' in named) {
    if (given === undefined) return named.fault;
    throw new Error(`the fault ${name} takes no value; got ${JSON.stringify(given)}`);
  }
  const text = given ?? named.fallback;
  if (named.value.fits(text)) return named.make(text);
  throw new Error(`the fault ${name} takes ${named.value.words}; got ${JSON.stringify(text)}`);
}

function narrowed(fault: Fault, list: string | undefined): Fault {
  if (list === undefined) return fault;
  const endpoint = LISTS.get(list);
  if (endpoint !== undefined) return { ...fault, only: { ...fault.only, endpoint } };
  throw new Error(`there is no list ${JSON.stringify(list)}; there are: ${[...LISTS.keys()].join(', ')}`);
}

function metricNamed(text: string): MetricWireName | undefined {
  return METRICS.find(({ wire }) => wire === text)?.wire;
}

function isWholeNumberTo(most: number): (text: string) => boolean {
  return (text) => /^\d{1,9}$/.test(text) && Number(text) <= most;
}
