import { useEffect, useRef, useState } from 'preact/hooks';

export interface SignInProps {
  /** Why it is asked for. */
  readonly message: string;
  readonly onSignIn: (token: string, keep: boolean) => void;
}

/** Asks for one of the gateway's tokens. */
export function SignIn({ message, onSignIn }: SignInProps) {
  const [token, setToken] = useState('');
  const [keep, setKeep] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="tile sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') onSignIn(token.trim(), keep);
      }}
    >
      <h1>Sign in</h1>
      <p role="alert">{message}</p>
      <label class="field">
        <span>Token</span>
        <input
          ref={field}
          type="password"
          name="token"
          autoComplete="current-password"
          required
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={keep}
          onChange={({ currentTarget }) => setKeep(currentTarget.checked)}
        />
        Keep it until this tab is closed
      </label>
      <p class="note">
        Ask whoever runs this gateway for a token. It stays in this tab and is sent to this gateway alone.
      </p>
      <button type="submit" class="primary">
        Sign in
      </button>
    </form>
  );
}
