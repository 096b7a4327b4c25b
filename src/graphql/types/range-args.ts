import { builder } from '../builder.ts';

/** An inclusive range of days. The operation checks it. */
export function rangeArgs() {
  return builder.args((t) => ({
    from: t.field({ type: 'Date', required: true, description: 'The first day.' }),
    to: t.field({
      type: 'Date',
      required: true,
      description: 'The last day, included; a range holds at most ten years.',
    }),
  }));
}

/** Whether to wait for what is missing. `cost` says what that takes. */
export function waitArg(cost: string) {
  return builder.args((t) => ({
    wait: t.boolean({
      required: true,
      defaultValue: false,
      description: `false: answer what is archived, at once, and queue the rest. true: fetch what is missing first, ${cost}; refused with the price, before any call, when that is too much.`,
    }),
  }));
}
