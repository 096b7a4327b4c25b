/**
 * Asks each question of docs/questions of a gateway that has just started, and of one that has collected everything, and
 * prints what it costs: the table of docs/questions.md. Fails when an answer has an error or nothing in it, or when the
 * two gateways answer differently.
 */
import { addDays, upstreamDays } from '../../src/jodoo/statistics-day.ts';
import { createLivingOrganization } from '../../src/sandbox/living-organization.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { isEmptyAnswer } from './is-empty-answer.ts';
import { type Question, questionVariables, readQuestions } from './questions.ts';

/** 10:00 in UTC+8: the day before has settled. */
const NOW = Date.parse('2026-11-24T02:00:00Z');
const organization = createLivingOrganization();
const OPTIONS = { sandbox: { organization }, intervalMs: 10, now: () => NOW };
const { to } = upstreamDays(NOW);
const variables = questionVariables(organization, to);
let failed = false;

function complain(question: Question, what: string): void {
  failed = true;
  console.error(`${question.file}: ${what}`);
}

async function ask(gateway: TestGateway, question: Question) {
  const { data, errors, upstream } = await gateway.query(question.query, variables);
  if (errors !== undefined) complain(question, errors.map(({ message }) => message).join('; '));
  else if (isEmptyAnswer(data)) complain(question, `an empty answer: ${JSON.stringify(data).slice(0, 300)}`);
  return { data, calls: upstream?.calls ?? Number.NaN };
}

async function askFresh(question: Question) {
  const gateway = await startTestGateway(OPTIONS);
  try {
    return await ask(gateway, question);
  } finally {
    await gateway.close();
  }
}

async function untilCollected({ query }: TestGateway): Promise<void> {
  const range = `from: "${addDays(to, -179)}", to: "${to}"`;
  for (;;) {
    const { data } = await query(
      `{ gateway { archive { coverage(${range}) { apps members organization } } } }`,
    );
    if (!/NONE|PARTIAL/.test(JSON.stringify(data))) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

console.log(
  `${organization.apps(to).length} apps, ${organization.members(to).length} members, the latest day ${to}\n`,
);
const collected = await startTestGateway({ ...OPTIONS, collect: true });
try {
  await untilCollected(collected);
  console.log('| question | calls, fresh | calls, collected |\n|---|--:|--:|');
  for (const question of readQuestions()) {
    const [fresh, later] = [await askFresh(question), await ask(collected, question)];
    console.log(
      `| [${question.text}](questions/${question.file}.graphql) | ${fresh.calls} | ${later.calls} |`,
    );
    // What the archive has seen, and how much of it there is, differs by design.
    const isOfArchive = /\b(apps\(nameContains|gateway)\b/.test(question.query);
    if (!isOfArchive && JSON.stringify(fresh.data) !== JSON.stringify(later.data)) {
      complain(question, 'the gateways answer differently');
    }
  }
} finally {
  await collected.close();
}
if (failed) process.exitCode = 1;
