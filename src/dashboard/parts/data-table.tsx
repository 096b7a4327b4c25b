import type { ComponentChildren } from 'preact';
import type { OrderDirection } from '../documents.ts';
import { ScrollBox } from './scroll-box.tsx';

export interface Column<Row, Sort extends string> {
  readonly label: string;
  /** Left out: the column cannot be sorted by. */
  readonly sort?: Sort;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

export interface DataTableProps<Row, Sort extends string> {
  readonly caption: string;
  /** The first one names the row. */
  readonly columns: readonly Column<Row, Sort>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly sort: Sort;
  readonly direction: OrderDirection;
  readonly onSort: (sort: Sort, isText: boolean) => void;
  /** A cell before the row's name. */
  readonly mark?: (row: Row) => ComponentChildren;
}

/** Rows of one page, with headers that sort. Sorting is the gateway's: this page has only a part of the rows. */
export function DataTable<Row, Sort extends string>(props: DataTableProps<Row, Sort>) {
  const { caption, columns, rows, keyOf, mark } = props;
  return (
    <ScrollBox label={caption}>
      <table class="data">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {mark && (
              <td class="mark">
                <span class="hidden">Compare</span>
              </td>
            )}
            {columns.map((column) => (
              <HeadCell key={column.label} column={column} table={props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {mark && <td class="mark">{mark(row)}</td>}
              {columns.map(({ label, isNumber, cell }, index) =>
                index === 0 ? (
                  <th key={label} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={label} class={isNumber ? 'number' : ''}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

interface HeadCellProps<Row, Sort extends string> {
  readonly column: Column<Row, Sort>;
  readonly table: Pick<DataTableProps<Row, Sort>, 'sort' | 'direction' | 'onSort'>;
}

function HeadCell<Row, Sort extends string>({ column, table }: HeadCellProps<Row, Sort>) {
  const { label, sort, isNumber = false } = column;
  const className = isNumber ? 'number' : '';
  if (sort === undefined) {
    return (
      <th scope="col" class={className}>
        {label}
      </th>
    );
  }
  const isSorted = table.sort === sort;
  const order = table.direction === 'ASC' ? 'ascending' : 'descending';
  return (
    <th scope="col" class={className} aria-sort={isSorted ? order : 'none'}>
      <button type="button" onClick={() => table.onSort(sort, !isNumber)}>
        {label}
        <span aria-hidden="true">{isSorted ? (table.direction === 'ASC' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );
}
