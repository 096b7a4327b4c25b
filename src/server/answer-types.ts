import { LRUCache } from 'lru-cache';

/**
 * Which media type Yoga answers to which Accept header, learnt from its answers: a JSON answer's type depends on
 * nothing else.
 */
export interface AnswerTypes {
  get(accept: string | undefined): string | undefined;
  learn(accept: string | undefined, contentType: string): void;
}

const MAX_HEADERS = 100;
const LONGEST_HEADER = 300;
const JSON_TYPE = /^application\/(graphql-response\+)?json\b/;

export function createAnswerTypes(): AnswerTypes {
  const types = new LRUCache<string, string>({ max: MAX_HEADERS });
  return {
    get: (accept = '') => types.get(accept),
    learn(accept = '', contentType) {
      const type = JSON_TYPE.exec(contentType)?.[0];
      if (type !== undefined && accept.length <= LONGEST_HEADER) types.set(accept, type);
    },
  };
}
