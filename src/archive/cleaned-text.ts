/** Longest name that is kept, in code points. */
const MAX_LENGTH = 512;
const CONTROL_CHARACTERS = /[^\P{Cc}\t\n\r]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/**
 * A text of the upstream as it may be kept: without control characters and halves of letters, which databases refuse,
 * and of a bounded length.
 */
export function cleanedText(text: string): string {
  const cleaned = text.replace(CONTROL_CHARACTERS, '').replace(LONE_SURROGATES, '\uFFFD');
  return cleaned.length <= MAX_LENGTH ? cleaned : Array.from(cleaned).slice(0, MAX_LENGTH).join('');
}

/** Upper and lower case alike, the same in every database. */
export function foldedName(name: string): string {
  return name.toLowerCase();
}
