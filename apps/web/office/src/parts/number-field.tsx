import { TextInput, type TextInputProps } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: number;
  readonly onNumber: (value: number) => void;
}

const NUMBER = /^-?\d{1,5}([.,]\d{1,4})?$/;

/** A number that is told onwards whenever what stands in the field is one; half-typed ones wait in the field. */
export function NumberField({ value, onNumber, error, ...props }: Props): ReactNode {
  const [text, setText] = useState(String(value));
  useEffect(() => {
    setText((now) => (numberIn(now) === value ? now : String(value)));
  }, [value]);
  const half = numberIn(text) === undefined;
  return (
    <TextInput
      {...props}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      error={half ? 'Not a number' : error}
      onChange={({ currentTarget: { value: typed } }) => {
        setText(typed);
        const number = numberIn(typed);
        if (number !== undefined && number !== value) onNumber(number);
      }}
    />
  );
}

function numberIn(text: string): number | undefined {
  return NUMBER.test(text.trim()) ? Number(text.trim().replace(',', '.')) : undefined;
}
