/** The ceiling: node:http that looks a request's body up in a map and writes the bytes it finds there. */
import { createServer } from 'node:http';
import { appUsage } from './usage-data.mjs';

const answers = new Map();

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    let answer = answers.get(text);
    if (answer === undefined) {
      const { variables } = JSON.parse(text);
      answer = Buffer.from(JSON.stringify({ data: { appUsage: appUsage(variables ?? {}) } }));
      if (answers.size < 10_000) answers.set(text, answer);
    }
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
      .end(answer);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
