/** Yoga as it comes, without Pothos. */
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { RESOLVERS, TYPE_DEFS } from './usage-data.mjs';

const schema = createSchema({ typeDefs: TYPE_DEFS, resolvers: RESOLVERS });
createServer(createYoga({ schema, logging: false, graphiql: false })).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);
