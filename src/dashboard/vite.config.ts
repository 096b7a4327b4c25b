import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Builds the page into dist/dashboard: index.html, which the gateway serves at `/`, and its files below `dashboard/`.
 * Addresses are relative, so that the page also works below a proxy's path.
 */
export default defineConfig({
  root,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/dashboard',
    emptyOutDir: true,
    assetsDir: 'dashboard',
    // Small images inlined as data: addresses would need another line in the page's policy.
    assetsInlineLimit: 0,
    target: 'es2022',
    // Vite's helper for older browsers is a script in the page, which the policy refuses.
    modulePreload: { polyfill: false },
  },
});
