/** Tables for spreadsheets. */

export type CsvValue = string | number | null | undefined;

/** A cell that starts with one of these would be run as a formula, and names are other people's words. */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180, with a byte order mark: without one, spreadsheets read Chinese names as Latin ones. */
export function csvText(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map(csvCell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
