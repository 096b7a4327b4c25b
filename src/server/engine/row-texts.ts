import type { SelectionPlan } from './plan.ts';

/** What was selected of values that never change, as JSON: written once, and put into every answer that holds it. */
export interface RowTexts {
  get(selection: SelectionPlan, value: object): string | undefined;
  keep(selection: SelectionPlan, value: object, text: string): void;
}

/** Of an entry besides its text, and of a character, for texts beyond Latin-1. */
const ENTRY_BYTES = 100;
const BYTES_PER_CHARACTER = 2;

/**
 * Texts go with their values, or with the plan that they were written for. Those of values that are gone still count:
 * when the bound is reached, all are forgotten, and written again as they are asked for.
 */
export function createRowTexts(maxBytes: number): RowTexts {
  let texts = new WeakMap<SelectionPlan, WeakMap<object, string>>();
  let bytes = 0;
  return {
    get: (selection, value) => texts.get(selection)?.get(value),
    keep(selection, value, text) {
      bytes += ENTRY_BYTES + BYTES_PER_CHARACTER * text.length;
      if (bytes > maxBytes) {
        texts = new WeakMap();
        bytes = 0;
        return;
      }
      const ofSelection = texts.get(selection) ?? new WeakMap<object, string>();
      ofSelection.set(value, inOnePiece(text));
      texts.set(selection, ofSelection);
    },
  };
}

/** V8 holds a text that was added up as a tree of its parts, and each answer would walk it, until somebody reads of it. */
function inOnePiece(text: string): string {
  text.charCodeAt(0);
  return text;
}
