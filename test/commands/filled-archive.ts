/** An archive that holds some days of two apps, for commands that read one. */
import { openArchive } from '../../src/archive/open-archive.ts';
import { statisticsDay } from '../../src/jodoo/statistics-day.ts';
import { page, row } from '../archive/rows.ts';

export const DAYS = [statisticsDay('2026-03-22'), statisticsDay('2026-03-23')] as const;

/** The second is one that a spreadsheet would carry out. */
export const NAMES = ['Einkäufe 采购', '=HYPERLINK("http://somewhere.example")'] as const;

export async function fillArchive(url: string, origin = 'sandbox'): Promise<void> {
  const archive = await openArchive({ url, origin });
  for (const day of DAYS) {
    const rows = NAMES.map((name, index) => row(`app-${index + 1}`, { date: day, name }));
    await archive.list('app').save(page(0, rows, 'end', { day }));
  }
  await archive.close();
}
