import { Kbd, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Icon } from '../icons.js';
import { useGo } from '../parts/go.js';
import { useScanner } from '../parts/scanner.js';
import { useShortcuts } from '../parts/shortcuts.js';
import { find } from './found.js';

/** Finds whatever has a number, from anywhere: `/` comes here, and a scan needs no focus at all. */
export function Search(): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const go = useGo();
  useShortcuts({ '/': () => field.current?.select() });
  useScanner((serial) => go(`/cards/${serial}`), { otherwise: true });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    const found = find(text);
    if ('problem' in found) return setProblem(found.problem);
    setText('');
    setProblem(undefined);
    go(found.path);
  };
  return (
    <form role="search" onSubmit={submit} className="search">
      <TextInput
        ref={field}
        value={text}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          setProblem(undefined);
        }}
        onBlur={() => setProblem(undefined)}
        onKeyDown={({ key }) => {
          if (key === 'Escape') field.current?.blur();
        }}
        placeholder="Search serial, batch, consignment"
        aria-label="Search by serial, batch number or consignment"
        leftSection={<Icon name="search" />}
        rightSection={<Kbd aria-hidden>/</Kbd>}
        error={problem}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        data-own-scan
      />
    </form>
  );
}
