import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Answer, AnswerError } from '../client/answer.ts';
import type { GraphqlClient } from '../client/graphql-client.ts';
import { GatewayState as GatewayStateDocument } from '../documents.ts';

type GatewayAnswer = NonNullable<ReturnType<NonNullable<typeof GatewayStateDocument.types>>>;

export interface GatewayState {
  /** Undefined until the first answer. */
  readonly gateway: GatewayAnswer['gateway'] | undefined;
  /** Why the last question about it failed. */
  readonly error: AnswerError | undefined;
  readonly refresh: () => void;
}

const POLL_MS = 3000;

/** The gateway's slots and archive, asked for every few seconds while the page is visible. It costs no call to Jodoo. */
export function useGatewayState(client: GraphqlClient, isSignedOut: boolean): GatewayState {
  const [state, setState] = useState<Omit<GatewayState, 'refresh'>>({ gateway: undefined, error: undefined });
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (isSignedOut) return;
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = ({ data, errors: [error] }: Answer<GatewayAnswer>): void => {
      setState((before) => ({ gateway: data?.gateway ?? before.gateway, error }));
    };
    const ask = async (): Promise<void> => {
      if (!document.hidden) take(await client.query(GatewayStateDocument, {}, gone.signal));
      timer = setTimeout(again, POLL_MS);
    };
    const again = () => void ask().catch(() => undefined);
    again();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [client, isSignedOut, round]);

  const refresh = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, refresh };
}
