import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** What `npm test` runs. The excluded folders need more than Node; each has its own script. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // Vite would take graphql's .mjs build while Yoga takes the other, and two graphql's know nothing of each other.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built-program.ts', 'test/support/shared-postgres.ts'],
    exclude: [
      ...configDefaults.exclude,
      'test/browser/**',
      'test/hostile/**',
      'test/image/**',
      'test/ecosystem/**',
    ],
    // Loading the program anew for each file took a third of the run. No module keeps anything between two gateways.
    isolate: false,
    // Most tests wait for scaled slots rather than for a core.
    maxWorkers: 3,
    // They end what hangs. A busy machine takes many times as long as a quiet one, and is no failure.
    testTimeout: 180_000,
    // Many tests run on real time. Where others share the machine one may be late; the report says which were run again.
    retry: process.env.CI === undefined ? 0 : 1,
    hookTimeout: 60_000,
  },
});
