import { formatClock, formatCount, formatDuration } from '../format/words.ts';
import { usePage } from '../state/page-context.ts';

/** In the page's header: whether Jodoo answers, holds us, or many calls wait. */
export function JodooState() {
  const { gateway, error } = usePage().gateway;
  const { kind, words } = stateOf(gateway?.slots, error?.message);
  return (
    <span class={`badge ${kind}`} role="status">
      {words}
    </span>
  );
}

interface SlotsState {
  readonly waiting: number;
  readonly expectedWaitMs: number;
  readonly heldUntil: string | null;
}

function stateOf(
  slots: SlotsState | undefined,
  failure: string | undefined,
): { kind: string; words: string } {
  if (failure !== undefined) return { kind: 'bad', words: 'The gateway does not answer' };
  if (slots === undefined) return { kind: 'wait', words: 'Connecting…' };
  if (slots.heldUntil !== null && Date.parse(slots.heldUntil) > Date.now()) {
    return { kind: 'bad', words: `Jodoo holds us until ${formatClock(slots.heldUntil)}` };
  }
  if (slots.waiting > 0) {
    const wait = formatDuration(slots.expectedWaitMs);
    return { kind: 'wait', words: `${formatCount(slots.waiting)} waiting, about ${wait}` };
  }
  return { kind: 'good', words: 'Jodoo answers' };
}
