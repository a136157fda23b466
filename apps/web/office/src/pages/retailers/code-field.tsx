import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

const DIGITS_MAX = 12;

/** What a clerk may key at a register: 4 to 12 digits. */
export function isCode(text: string): boolean {
  return /^\d{4,12}$/.test(text);
}

interface Props {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly onCode: (code: string) => void;
  readonly error?: string | undefined;
  readonly focus?: boolean;
}

/** A new secret code, seen while it is typed: whoever sets it has to tell it. */
export function CodeField({ label, description, value, onCode, error, focus = false }: Props): ReactNode {
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      onChange={({ currentTarget: { value: typed } }) => onCode(typed.replace(/\D/g, ''))}
      maxLength={DIGITS_MAX}
      inputMode="numeric"
      autoComplete="off"
      dir="ltr"
      classNames={{ input: 'digits' }}
      error={error}
      data-autofocus={focus}
    />
  );
}
