import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { operationTools } from '../../src/mcp/operation-tools.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { isEmptyAnswer } from '../bench/is-empty-answer.ts';
import { questionVariables, readQuestions } from '../bench/questions.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ROOT } from './documents.ts';
import { expectedAnswers } from './expected-answers.ts';

/** 10:00 in UTC+8: the day before has settled. */
const NOW = Date.parse('2026-11-24T02:00:00Z');
const QUESTIONS = readQuestions();
const organization = createLivingOrganization({ apps: 70, members: 12 });
const variables = questionVariables(organization, upstreamDays(NOW).to);
const expected = expectedAnswers(organization, variables);
const schema = buildSchema();

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ sandbox: { organization }, intervalMs: 5, now: () => NOW });
});
afterAll(() => gateway.close());

test.each(QUESTIONS)(
  '$file is valid, and answered with what the sandbox has: $text',
  async ({ file, query }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    const { data, errors } = await gateway.query(query, variables);
    expect(errors).toBeUndefined();
    expect(isEmptyAnswer(data)).toBe(false);
    expect(expected).toHaveProperty([file]);
    expect(data).toMatchObject(expected[file] ?? {});
  },
);

test('the table lists the questions: all of them, in their words', () => {
  const table = readFileSync(join(ROOT, 'docs/questions.md'), 'utf8');
  const listed = [...table.matchAll(/^\| \[(.+?)\]\(questions\/(.+?)\.graphql\) \| \d+ \| \d+ \|$/gm)];
  expect(listed.map(([, text, file]) => ({ text, file }))).toEqual(
    QUESTIONS.map(({ text, file }) => ({ text, file })),
  );
  expect(QUESTIONS).toHaveLength(25);
});

test('each question can be a tool for agents as it is', () => {
  const { tools, problems } = operationTools(
    schema,
    new Map(QUESTIONS.map(({ file, query }) => [file, query])),
  );
  expect(problems).toEqual([]);
  expect([...tools.values()].map(({ description }) => description.split('\n')[0])).toEqual(
    QUESTIONS.map(({ text }) => text),
  );
});

test('an answer with nothing in it is seen', () => {
  for (const data of [{}, { a: null }, { a: { nodes: [] } }, { a: { missingDates: ['2026-11-01'] } }]) {
    expect(isEmptyAnswer(data)).toBe(true);
  }
  expect(isEmptyAnswer({ a: { nodes: [{ b: null }], missingDates: [] } })).toBe(false);
});
