export interface SignInOptions {
  /** Why it is asked for. */
  readonly message: string;
  readonly onSignIn: (token: string, keep: boolean) => void;
}

const FORM = `
  <h1>Sign in</h1>
  <p role="alert"></p>
  <label>Token <input type="password" name="token" autocomplete="current-password" required /></label>
  <label><input type="checkbox" name="keep" /> Keep it until this tab is closed</label>
  <p class="page-note">
    Ask whoever runs this gateway for a token. It stays in this tab and is sent to this gateway alone.
  </p>
  <button type="submit">Sign in</button>`;

/** A form that asks for one of the gateway's tokens. Plain, so that it is there before the editor has been loaded. */
export function signInForm({ message, onSignIn }: SignInOptions): HTMLFormElement {
  const form = document.createElement('form');
  form.className = 'sign-in';
  form.innerHTML = FORM;
  const [alert] = form.querySelectorAll('[role=alert]');
  if (alert) alert.textContent = message;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const token = String(given.get('token') ?? '').trim();
    if (token !== '') onSignIn(token, given.has('keep'));
  });
  return form;
}
