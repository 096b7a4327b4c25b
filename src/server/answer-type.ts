import { remembered } from './remembered.ts';

const JSON_TYPES = ['application/json', 'application/graphql-response+json'];
/** Yoga writes JSON for those who take any type. */
const ANY = /^(\*|application)\/\*$/;

/**
 * The type in which an answer is sent to whoever sends this Accept header, as Yoga chooses it: the first that we write,
 * whatever its weight. Undefined for what takes a closer look, which is Yoga's.
 */
export function answerType(accept: string | undefined): string | undefined {
  return accept === undefined || accept === '' ? JSON_TYPES[0] : typeNamed(accept);
}

const typeNamed = remembered((accept) => {
  if (accept.includes('charset')) return undefined;
  for (const part of accept.split(',')) {
    const type = (part.split(';', 1)[0] ?? '').replace(/\s/g, '').toLowerCase();
    if (ANY.test(type)) return JSON_TYPES[0];
    if (JSON_TYPES.includes(type)) return type;
  }
  return undefined;
});
