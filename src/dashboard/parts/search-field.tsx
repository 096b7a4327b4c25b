import { useEffect, useRef, useState } from 'preact/hooks';

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  /** Called a moment after the last key. */
  readonly onSearch: (text: string) => void;
}

const PAUSE_MS = 350;

export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Back and forward change the address under the field.
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        maxLength={200}
        onInput={({ currentTarget }) => {
          const typed = currentTarget.value;
          setText(typed);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onSearch(typed.trim()), PAUSE_MS);
        }}
      />
    </label>
  );
}
