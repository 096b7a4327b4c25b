/** The gateway's token, as the person typed it: in memory, or until the tab closes if they want. Never in an address. */

const KEY = 'jodoo-usage-gateway-token';

export interface TokenStore {
  get(): string | undefined;
  /** `keep`: for the session of this tab, so that reloading does not ask again. */
  set(token: string, keep: boolean): void;
  clear(): void;
}

export function createTokenStore(session: Storage): TokenStore {
  let token = session.getItem(KEY) ?? undefined;
  return {
    get: () => token,
    set(value, keep) {
      token = value;
      if (keep) session.setItem(KEY, value);
      else session.removeItem(KEY);
    },
    clear() {
      token = undefined;
      session.removeItem(KEY);
    },
  };
}
