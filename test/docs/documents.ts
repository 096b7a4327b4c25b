/** The documentation as its readers have it: pages, their links and their fenced blocks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Document {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

export interface Block {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

export function documents(): readonly Document[] {
  const inside = (directory: string) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => join(directory, name));
  return ['README.md', 'CHANGELOG.md', ...inside('docs'), ...inside('.github')].map((path) => ({
    path,
    text: readFileSync(join(ROOT, path), 'utf8'),
  }));
}

export function blocks(language: string): readonly Block[] {
  return documents().flatMap(({ path, text }) =>
    [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
      .filter(([, found]) => found === language)
      .map(([, , block = '']) => ({ path, language, text: block })),
  );
}

/** Links into the repository that lead nowhere, as `page: link`. */
export function brokenLinks(): string[] {
  return documents().flatMap(({ path, text }) =>
    [...proseOf(text).matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^https?:/.test(link) && !leadsSomewhere(path, link))
      .map((link) => `${path}: ${link}`),
  );
}

function leadsSomewhere(from: string, link: string): boolean {
  const [name = '', anchor] = link.split('#');
  const target = join(ROOT, name === '' ? from : join(dirname(from), name));
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
}

/** As the forges make them of headings. */
function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

function proseOf(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}
