import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What `npm run test:hostile` runs: needs the built gateway. One file at a time, since blocks of its event loop are measured. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    include: ['test/hostile/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
