import { useMemo, useState } from 'preact/hooks';
import type { AnswerError } from './client/answer.ts';
import { createGraphqlClient } from './client/graphql-client.ts';
import { createPriceOf } from './client/price.ts';
import { createTokenStore } from './client/token.ts';
import { Shell } from './shell.tsx';
import { PageContextProvider } from './state/page-context.ts';
import { useCollection } from './state/use-collection.ts';
import { useGatewayState } from './state/use-gateway-state.ts';
import { useRoute } from './state/use-route.ts';
import { SignIn } from './views/sign-in.tsx';

export interface PageProps {
  /** GraphQL's address. */
  readonly endpoint: string;
}

interface Refusal {
  readonly error: AnswerError;
  readonly hadToken: boolean;
}

/** The page: signed out it asks for a token, else it shows the view of its address. */
export function Page({ endpoint }: PageProps) {
  const [refusal, setRefusal] = useState<Refusal>();
  const token = useMemo(() => createTokenStore(sessionStorage), []);
  const client = useMemo(
    () =>
      createGraphqlClient({
        endpoint,
        token,
        onUnauthenticated: (error) => {
          setRefusal({ error, hadToken: token.get() !== undefined });
          token.clear();
        },
        fetch: (...request) => fetch(...request),
      }),
    [endpoint, token],
  );
  const priceOf = useMemo(() => createPriceOf(client), [client]);
  const routing = useRoute();
  const gateway = useGatewayState(client, refusal !== undefined);
  const collection = useCollection(client);

  if (refusal !== undefined) {
    return (
      <main>
        <SignIn
          message={wordsOf(refusal)}
          onSignIn={(typed, keep) => {
            token.set(typed, keep);
            setRefusal(undefined);
          }}
        />
      </main>
    );
  }
  const signOut = () => {
    token.clear();
    // What was read with the token must not stay on the screen, nor in memory.
    location.reload();
  };
  return (
    <PageContextProvider value={{ client, priceOf, endpoint, gateway, collection, ...routing }}>
      <Shell {...(token.get() === undefined ? {} : { onSignOut: signOut })} />
    </PageContextProvider>
  );
}

function wordsOf({ error, hadToken }: Refusal): string {
  if (error.code === 'TOO_MANY_ATTEMPTS') return error.message;
  return hadToken ? 'The gateway does not accept this token.' : 'This gateway asks for a token.';
}
