/** Where the browser starts: small, so that something is there at once. The editor is loaded behind it. */
import './page.css';
import { createTokenStore } from '../dashboard/client/token.ts';
import { askedQuery } from './asked-query.ts';
import { EXAMPLE_QUERIES } from './example-queries.ts';
import { introspect } from './introspect.ts';
import { createSend } from './send.ts';
import { signInForm } from './sign-in.ts';

const token = createTokenStore(sessionStorage);
const send = createSend({
  // This page's own address, whatever path a proxy puts in front.
  endpoint: location.pathname,
  token,
  onUnauthenticated: askForToken,
  fetch: (...request) => fetch(...request),
});
const asked = askedQuery(location.search);
const [page] = document.querySelectorAll('main');
const signOut = document.querySelector<HTMLButtonElement>('#sign-out');

const preview = document.querySelector('#preview');
if (preview) preview.textContent = asked.query ?? EXAMPLE_QUERIES;
signOut?.addEventListener('click', () => {
  token.clear();
  // What was read with the token must not stay on the screen, nor in memory.
  location.reload();
});
void open();

/** Both at once: what the editor shows, and the editor. */
async function open(): Promise<void> {
  const editor = import('./editor.tsx');
  const answer = await introspect(send);
  if (answer.isRefused) return;
  if (signOut) signOut.hidden = token.get() === undefined;
  const { showEditor } = await editor;
  if (page) showEditor(page, { send, asked, ...answer });
}

function askForToken(message: string): void {
  const words = token.get() === undefined ? 'This gateway asks for a token.' : message;
  token.clear();
  const form = signInForm({
    message: words,
    onSignIn(typed, keep) {
      token.set(typed, keep);
      form.replaceWith(note('The editor is loading.'));
      void open();
    },
  });
  page?.replaceChildren(form);
  form.querySelector('input')?.focus();
}

function note(text: string): HTMLElement {
  const paragraph = document.createElement('p');
  paragraph.className = 'page-note';
  paragraph.textContent = text;
  return paragraph;
}
