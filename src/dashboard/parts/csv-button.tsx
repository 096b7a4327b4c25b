import { useState } from 'preact/hooks';
import { type CsvValue, csvText } from '../format/csv.ts';
import { downloadCsv } from './download-csv.ts';

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly CsvValue[])[];
}

export interface CsvButtonProps {
  /** Without its ending. */
  readonly fileName: string;
  /** May take a while: a table of many pages is asked for page by page. Rejects with words for the reader. */
  readonly table: () => CsvTable | Promise<CsvTable>;
  readonly disabled?: boolean;
}

export function CsvButton({ fileName, table, disabled = false }: CsvButtonProps) {
  const [words, setWords] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const download = async (): Promise<void> => {
    setIsBusy(true);
    setWords('Gathering the rows…');
    try {
      const { header, rows } = await table();
      downloadCsv(`${fileName}.csv`, csvText(header, rows));
      setWords('');
    } catch (error) {
      setWords(error instanceof Error ? error.message : String(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <span role="status">{words}</span>
      <button type="button" class="quiet" disabled={disabled || isBusy} onClick={download}>
        Download as CSV
      </button>
    </>
  );
}
