/** Server-sent events over fetch: EventSource could not send the token, and cannot POST. */

export interface StreamEvent {
  /** `next` carries an answer, `complete` ends the stream. */
  readonly type: string;
  /** Parsed JSON; undefined where the event has none. */
  readonly data: unknown;
}

export async function* readEvents(body: ReadableStream<BufferSource>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // Of both together: a chunk may end between the two characters of a line's end.
      const blocks = (buffered + value).replaceAll('\r\n', '\n').split('\n\n');
      buffered = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    await reader.cancel();
  }
}

/** Undefined for a block of comments alone: those keep the connection open. */
export function parseEvent(block: string): StreamEvent | undefined {
  let type: string | undefined;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
  }
  if (type === undefined && data.length === 0) return undefined;
  const text = data.join('\n');
  return { type: type ?? 'next', data: text === '' ? undefined : JSON.parse(text) };
}
