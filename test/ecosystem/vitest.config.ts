import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: process.env.CI === undefined ? 0 : 1,
    // Each file runs a gateway process of its own: one after the other, each starts quickly.
    fileParallelism: false,
  },
});
