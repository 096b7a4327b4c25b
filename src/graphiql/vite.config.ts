import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Builds the page into dist/graphiql: index.html, which the gateway serves at `/graphql` to browsers, and its files
 * below `graphiql/`. Addresses are relative, so that the page also works below a proxy's path.
 */
export default defineConfig({
  root,
  base: './',
  plugins: [withoutFonts()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    outDir: '../../dist/graphiql',
    emptyOutDir: true,
    assetsDir: 'graphiql',
    // Small images inlined as data: addresses would need another line in the page's policy.
    assetsInlineLimit: 0,
    target: 'es2022',
    // Vite's helper for older browsers is a script in the page, which the policy refuses.
    modulePreload: { polyfill: false },
    // The editor is one part, and is loaded behind the page.
    chunkSizeWarningLimit: 2000,
    // Its parts are marked as React wants them on servers, which is nothing to a browser.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});

/** GraphiQL's fonts are most of its styles, inlined as data. The browser's own fonts need no bytes. */
function withoutFonts(): Plugin {
  return {
    name: 'without-fonts',
    enforce: 'pre',
    transform: {
      filter: { id: /graphiql.*\.css$/ },
      handler: (code) => code.replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
    },
  };
}
