import type { ComponentChildren } from 'preact';
import { usePage } from '../state/page-context.ts';
import type { TableChoices } from '../state/use-table-choices.ts';
import type { ViewProps } from '../views/view-props.ts';
import { DayField } from './day-field.tsx';
import { SearchField } from './search-field.tsx';

export interface TableToolsProps extends ViewProps {
  readonly day: string;
  readonly choices: Pick<TableChoices<string>, 'find' | 'search'>;
  readonly children?: ComponentChildren;
}

/** Above a table of one day: part of a name, and which day. */
export function TableTools({ day, choices, children, ...days }: TableToolsProps) {
  const { change } = usePage();
  return (
    <>
      <SearchField label="Name contains" value={choices.find} onSearch={choices.search} />
      <DayField
        label="Day"
        value={day}
        {...days}
        onChange={(value) => change({ day: value, after: '', before: '', page: '' })}
      />
      {children}
    </>
  );
}
