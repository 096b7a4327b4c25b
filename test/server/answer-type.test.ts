import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { answerType } from '../../src/server/answer-type.ts';

const yoga = createYoga({ schema: buildSchema('type Query { a: Int }'), logging: false });
const TYPES = [
  'application/json',
  'application/graphql-response+json',
  'APPLICATION/JSON',
  'application/*',
  '*/*',
  'text/html',
  'text/event-stream',
  'multipart/mixed',
  'application/xml',
  '',
];
const PARAMETERS = ['', ';q=0.5', '; q=0', ';charset=utf-8', ';charset=latin1', ';v=1;q=0.1'];

const part = fc
  .tuple(fc.constantFrom(...TYPES), fc.constantFrom(...PARAMETERS))
  .map((parts) => parts.join(''));

test('an answer has the type that Yoga gives it, or Yoga answers', async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 4 }), fc.constantFrom(',', ', '), async (parts, comma) => {
      const accept = parts.join(comma);
      const type = answerType(accept);
      if (type === undefined) return;
      known += 1;
      const answer = await yoga.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(accept && { accept }) },
        body: '{"query":"{ a }"}',
      });
      expect(answer.headers.get('content-type'), accept).toBe(`${type}; charset=utf-8`);
    }),
    { numRuns: 500, seed: 15 },
  );
  expect(known).toBeGreaterThan(100);
});
