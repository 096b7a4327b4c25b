/**
 * The ceiling: node:http without GraphQL. A body that has come before is looked up in a map and its bytes are written;
 * for another one the answer is computed and stringified, as an endpoint written for this question would.
 */
import { createServer } from 'node:http';
import { appUsage, entities, usageHistory } from './usage-data.mjs';

const answers = new Map();

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    let answer = answers.get(text);
    if (answer === undefined) {
      const { query, variables = {} } = JSON.parse(text);
      answer = Buffer.from(JSON.stringify({ data: dataOf(query, variables) }));
      // A body with a nonce never comes again.
      if (variables.nonce === undefined) answers.set(text, answer);
    }
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
      .end(answer);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

function dataOf(query, variables) {
  if (query.includes('_entities(')) return { _entities: entities(variables) };
  if (query.includes('usageHistory(')) return { app: historiesOf(variables) };
  const page = appUsage(variables);
  if (!query.includes('edges { node { appName } }')) return { appUsage: page };
  return { appUsage: { edges: page.edges.map(({ node: { appName } }) => ({ node: { appName } })) } };
}

function historiesOf({ appId, from, middle, next, to }) {
  const half = (range) => {
    const { nodes, missingDates } = usageHistory({ appId }, { ...range, first: 100 });
    return { nodes: nodes.map(({ date, metrics }) => ({ date, metrics })), missingDates };
  };
  return { earlier: half({ from, to: middle }), later: half({ from: next, to }) };
}
