import type { KeyboardEvent, ReactNode } from 'react';

/** Enter goes on to the next field or the button: only the button closes a shift. */
export function onToNext(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const stops = [...event.currentTarget.form!.querySelectorAll<HTMLElement>('input, button[type=submit]')];
  stops[stops.indexOf(event.currentTarget) + 1]?.focus();
}

/** How many there are of one thing. */
export function CountField({
  label,
  value,
  onChange,
  first = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly first?: boolean;
}): ReactNode {
  return (
    <label>
      <span>{label}</span>
      <input
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onToNext}
        inputMode="numeric"
        autoComplete="off"
        placeholder="0"
        autoFocus={first}
      />
    </label>
  );
}
