/** The body of a request, with places where each request has something else. Written both by us and, in Lua, by wrk. */

/** What stands at a place in the nth request. */
export interface Place {
  readonly at: (n: number) => string | number;
  /** The same as a Lua expression of `n`; `lists` holds the lists of all places, in their order. */
  readonly lua: (listName: string) => string;
  readonly list?: readonly string[];
}

export interface Template {
  readonly texts: readonly string[];
  /** Each behind the text of the same index. */
  readonly places: readonly Place[];
}

/** n itself, or how many times `every` requests have been made before it. */
export function count(every = 1): Place {
  if (every === 1) return { at: (n) => n, lua: () => 'n' };
  return { at: (n) => Math.floor(n / every), lua: () => `math.floor(n / ${every})` };
}

/** One of the list after another, from the first again behind the last. */
export function eachOf(list: readonly string[]): Place {
  return {
    at: (n) => list[n % list.length] ?? '',
    lua: (listName) => `${listName}[n % ${list.length} + 1]`,
    list,
  };
}

export function template(
  texts: TemplateStringsArray,
  ...values: readonly (string | Place | Template)[]
): Template {
  return values.reduce<Template>((before, value, index) => joined(before, value, texts[index + 1] ?? ''), {
    texts: [texts[0] ?? ''],
    places: [],
  });
}

function joined(before: Template, value: string | Place | Template, behind: string): Template {
  if (typeof value === 'string') return continued(before, { texts: [`${value}${behind}`], places: [] });
  if ('texts' in value) return continued(continued(before, value), { texts: [behind], places: [] });
  return { texts: [...before.texts, behind], places: [...before.places, value] };
}

/** The last text of the one and the first of the other become one. */
function continued(before: Template, { texts: [first = '', ...others], places }: Template): Template {
  return {
    texts: [...before.texts.slice(0, -1), `${before.texts.at(-1) ?? ''}${first}`, ...others],
    places: [...before.places, ...places],
  };
}

export function bodyAt({ texts, places }: Template, n: number): string {
  return texts.map((text, index) => `${text}${places[index]?.at(n) ?? ''}`).join('');
}

/** A script for wrk that sends the requests from the `from`th on, and prints what it measured as a line of JSON. */
export function luaScript({ texts, places }: Template, from: number): string {
  const parts = texts.flatMap((text, index) => {
    const place = places[index];
    return [quoted(text), ...(place ? [place.lua(`lists[${index + 1}]`)] : [])];
  });
  const lists = places.map(({ list = [] }) => `{${list.map(quoted).join(',\n')}}`);
  const making =
    places.length === 0
      ? `wrk.body = ${parts[0]}`
      : `local lists = {${lists.join(',')}}
local n = ${from - 1}
request = function()
  n = n + 1
  return wrk.format(nil, nil, nil, table.concat({${parts.join(', ')}}))
end`;
  return `wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"
${making}
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\n{"requests":%d,"durationUs":%d,"bytes":%d,"p99Us":%d,"failures":%d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(99),
    e.connect + e.read + e.write + e.status))
end
`;
}

/** In long brackets nothing is escaped. */
function quoted(text: string): string {
  if (text.includes(']==]')) throw new Error(`Lua's brackets would end in ${text}`);
  return `[==[${text}]==]`;
}
