/** What the upstream and what lies between may do wrong, sorted by what can be known of it. */
import {
  anotherDay,
  MALFORMED_JSON,
  missingMetric,
  REFUSALS,
  type RefusalName,
  refusal,
  WRONG_SHAPE,
  zeroMetrics,
} from '../../src/sandbox/common-faults.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
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
} from '../../src/sandbox/list-faults.ts';
import {
  CUT_BODY,
  htmlPage,
  hugeBody,
  slow,
  slowDrip,
  TRUNCATED_JSON,
} from '../../src/sandbox/wire-faults.ts';

/** No answer, or none that can be read. */
export const FAILURES: readonly Fault[] = [
  ...Object.keys(REFUSALS).filter(isRefusalName).map(refusal),
  // The rate is refused most in practice.
  ...Array.from({ length: 8 }, () => refusal('refused')),
  htmlPage(200),
  htmlPage(502),
  htmlPage(503),
  htmlPage(504),
  { kind: 'reset' },
  { kind: 'hang' },
  CUT_BODY,
  TRUNCATED_JSON,
  MALFORMED_JSON,
  WRONG_SHAPE,
  slow(150),
  slow(2_000),
  slowDrip(5),
  hugeBody(3_000_000),
  emptyItems(200_000),
];
/** Answers of the right form that contradict themselves or what was asked. */
export const CONTRADICTIONS: readonly Fault[] = [
  anotherDay(-1),
  anotherDay(1),
  DUPLICATED_ITEM,
  { ...UNASKED_ITEM, only: { asks: 'ids' } },
  TOO_MANY_ITEMS,
  NOTHING_BUT_MORE,
  emptyPages([0, 1, 2, 3]),
];
/** The list is another one for a moment. */
export const MOVES: readonly Fault[] = [listMovedBy(-1), itemMoved(0, 130), itemMoved(250, 10)];
/** Nobody can know that they are not true. */
export const LIES: readonly Fault[] = [
  missingItem(0),
  missingItem(3),
  { ...zeroMetrics(), only: { endpoint: 'appMetrics' } },
  { ...zeroMetrics(), only: { endpoint: 'overview' } },
  missingMetric('data'),
];

function isRefusalName(name: string): name is RefusalName {
  return Object.hasOwn(REFUSALS, name);
}
