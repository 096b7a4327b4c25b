import { afterEach, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { askInParts } from '../support/answer-parts.ts';
import { type LocalGateway, startLocalGateway } from './local-gateway.ts';
import { rawRequest } from './raw-request.ts';

const NUMBER = '\\d+(\\.\\d)?';
const OF_TWO_CALLS = new RegExp(`^wait;dur=7, calls;dur=5;desc="2", archive;dur=3, execution;dur=${NUMBER}$`);
const OF_NONE = new RegExp(`^wait;dur=0, calls;dur=0;desc="0", archive;dur=0, execution;dur=${NUMBER}$`);

let gateway: LocalGateway;
afterEach(() => gateway.close(0));

async function timingOf(query: string, headers: Record<string, string> = {}) {
  const answer = await rawRequest(gateway.url, { headers, body: JSON.stringify({ query }) });
  return answer.headers['server-timing'];
}

test('an answer says what it took, by every way that it can go', async () => {
  gateway = await startLocalGateway();
  // The first goes through Yoga's HTTP layer, the second around it.
  for (let time = 0; time < 2; time += 1) expect(await timingOf('{ nullable }')).toMatch(OF_TWO_CALLS);
});

test('a kept answer took nothing but its execution', async () => {
  gateway = await startLocalGateway({ lasting: true });
  expect(await timingOf('{ nullable }')).toMatch(OF_TWO_CALLS);
  expect(await timingOf('{ nullable }')).toMatch(OF_NONE);
});

test('an answer with errors says it, too, and one that was not executed took nothing', async () => {
  gateway = await startLocalGateway({
    resolve: () => {
      throw new GatewayError('UPSTREAM_REJECTED', 'no');
    },
  });
  expect(await timingOf('{ nullable }')).toMatch(OF_TWO_CALLS);
  expect(await timingOf('{ nothing }')).toMatch(OF_NONE);
});

test('an answer in parts says what is known at its first part', async () => {
  gateway = await startLocalGateway();
  const response = await askInParts(`${gateway.url}/graphql`, '{ number ... @defer { nullable } }');
  expect(response.headers.get('server-timing')).toMatch(OF_TWO_CALLS);
  await response.text();
});

test('pages of other origins may read it', async () => {
  gateway = await startLocalGateway({ corsOrigins: ['https://page.example'] });
  const response = await rawRequest(gateway.url, { headers: { origin: 'https://page.example' } });
  expect(response.headers['access-control-expose-headers']).toContain('server-timing');
});
