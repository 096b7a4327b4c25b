import type { IncomingMessage } from 'node:http';
import { builtPage } from './built-page.ts';
import type { Route } from './routes.ts';

/** As the dashboard's; but the editor sets styles of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** GraphiQL: its page at `/graphql`, for browsers that open the address, and its files at `/graphiql/`. */
export function graphiqlRoutes(): readonly Route[] {
  return builtPage({
    name: 'graphiql',
    path: '/graphql',
    when: wantsPage,
    policy: POLICY,
    notBuilt: 'GraphiQL has not been built. Run `npm run build`. GraphQL is at /graphql, by POST.\n',
  });
}

/** A browser that opens the address, with or without a query in it. What a program asks for is JSON or events. */
function wantsPage({ headers }: IncomingMessage): boolean {
  const accept = headers.accept ?? '';
  return accept.includes('text/html') && !/\bjson\b|text\/event-stream/.test(accept);
}
