/** Schema text with a blank line in front of each described field, argument and value, as `printSchema` has it. */
export function spacedSdl(text: string): string {
  let isInside = false;
  let before = '';
  const lines = text.split('\n').map((line) => {
    const isQuote = line.trim() === '"""';
    const opens = !isInside && /^ +"""/.test(line);
    const gap = opens && !/[{(]$/.test(before) ? '\n' : '';
    if (isQuote) isInside = !isInside;
    before = line;
    return gap + line;
  });
  return lines.join('\n');
}
