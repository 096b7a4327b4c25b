/** Mercurius with its JIT, on Fastify. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { appUsage, TYPE_DEFS } from './usage-data.mjs';

const app = Fastify();
app.register(mercurius, {
  schema: TYPE_DEFS,
  resolvers: { Query: { appUsage: (_root, args) => appUsage(args) } },
  jit: 1,
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
