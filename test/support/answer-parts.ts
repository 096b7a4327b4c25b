/** Answers in parts, read as they come (`multipart/mixed`), and put together as a client does. */
export type Path = readonly (string | number)[];

export interface PartError {
  readonly message: string;
  readonly path?: Path;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Part {
  readonly data?: unknown;
  readonly errors?: readonly PartError[];
  readonly incremental?: readonly {
    readonly data?: unknown;
    readonly items?: readonly unknown[] | null;
    readonly path: Path;
    readonly label?: string;
    readonly errors?: readonly PartError[];
  }[];
  readonly hasNext?: boolean;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export const PARTS_ACCEPTED = 'multipart/mixed;deferSpec=20220824, application/json';

export async function askInParts(
  url: string,
  query: string,
  {
    variables = {},
    accept = PARTS_ACCEPTED,
    ...init
  }: RequestInit & { variables?: object; accept?: string } = {},
): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, variables }),
    ...init,
  });
}

/** Each part when it is there. */
export async function* partsOf({ headers, body }: Response): AsyncGenerator<Part> {
  const [, boundary] = /^multipart\/mixed; boundary="(.+)"/.exec(headers.get('content-type') ?? '') ?? [];
  if (boundary === undefined) throw new Error(`not in parts: ${headers.get('content-type')}`);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const pieces = text.split(`\r\n--${boundary}`);
    text = pieces.pop() ?? '';
    for (const piece of pieces) {
      const [, json] = piece.split('\r\n\r\n');
      if (json !== undefined) yield JSON.parse(json);
    }
  }
  if (text !== '--\r\n') throw new Error(`the answer does not end: ${JSON.stringify(text)}`);
}

export async function allParts(response: Response): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of partsOf(response)) parts.push(part);
  return parts;
}

export function errorsOf(parts: readonly Part[]): PartError[] {
  return parts.flatMap(({ errors = [], incremental = [] }) => [
    ...errors,
    ...incremental.flatMap((each) => each.errors ?? []),
  ]);
}

/** The data of an answer without parts. */
export function mergedData(parts: readonly Part[]): unknown {
  const root = { data: structuredClone(parts[0]?.data) };
  for (const { path, data, items } of parts.flatMap(({ incremental = [] }) => incremental)) {
    if (items) {
      const list = at(root.data, path.slice(0, -1));
      if (!Array.isArray(list)) throw new Error(`no list at ${path.join('.')}`);
      list.splice(Number(path.at(-1)), items.length, ...items);
    } else merge(at(root.data, path), data);
  }
  return root.data;
}

function at(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) found = isRecord(found) ? found[key] : undefined;
  return found;
}

function merge(target: unknown, source: unknown): void {
  if (!isRecord(target) || !isRecord(source)) throw new Error('only objects are merged');
  for (const [key, value] of Object.entries(source)) {
    if (isRecord(target[key]) && isRecord(value)) merge(target[key], value);
    else target[key] = value;
  }
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
