import { badUserInput } from '../../errors.ts';
import { quoted } from '../quoted.ts';

/** The refusal of a text, given as argument `name`, that is no cursor. */
export function notACursor(name: string, text: string): Error {
  return badUserInput(
    `'${name}' is not a cursor of this field: ${quoted(text)}. Pass an edge's 'cursor' or a 'pageInfo' cursor unchanged.`,
    { argument: name },
  );
}
