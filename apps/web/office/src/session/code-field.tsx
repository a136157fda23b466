import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly description?: ReactNode;
}

/** The six digits of an authenticator app, with or without a space. */
export function CodeField({ value, onChange, error, description }: Props): ReactNode {
  return (
    <TextInput
      label="Code"
      description={description ?? 'Six digits from your authenticator app.'}
      value={value}
      onChange={({ currentTarget: { value: typed } }) => onChange(typed)}
      error={error}
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      dir="ltr"
      classNames={{ input: 'code' }}
      data-autofocus
      autoFocus
    />
  );
}

/** The digits alone, once there are six of them. */
export function codeIn(typed: string): string | undefined {
  const digits = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
