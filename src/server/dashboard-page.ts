import { builtPage } from './built-page.ts';
import type { Route } from './routes.ts';

/** Scripts and styles are files of ours, and the page talks to this server alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The dashboard: its page at `/` and its files at `/dashboard/`. */
export function dashboardRoutes(): readonly Route[] {
  return builtPage({
    name: 'dashboard',
    path: '/',
    policy: POLICY,
    notBuilt: 'The dashboard has not been built. Run `npm run build`. GraphQL is at /graphql.\n',
  });
}
