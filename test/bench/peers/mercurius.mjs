/** Mercurius with its JIT, on Fastify. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { RESOLVERS, TYPE_DEFS } from './usage-data.mjs';

const app = Fastify();
app.register(mercurius, { schema: TYPE_DEFS, resolvers: RESOLVERS, jit: 1 });
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
