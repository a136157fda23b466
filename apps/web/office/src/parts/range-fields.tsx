import { SimpleGrid, Text, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { counted, grouped } from './format.js';
import { useScanner } from './scanner.js';
import { type RangeReading, readRange, readSerial } from './serials.js';

/** A first and a last card as they were scanned or typed. */
export interface RangeEntry {
  readonly first: string;
  readonly last: string;
  /** Both are right and of one batch: what the range is. */
  readonly reading: RangeReading | undefined;
  /** The serials, 16 digits each, when both are right. */
  readonly serials: { readonly firstSerial: string; readonly lastSerial: string } | undefined;
  readonly set: (entry: { readonly first?: string; readonly last?: string }) => void;
}

/** The state of two card fields. */
export function useRangeEntry(start: { readonly first?: string; readonly last?: string } = {}): RangeEntry {
  const [{ first, last }, setBoth] = useState({ first: start.first ?? '', last: start.last ?? '' });
  const firstSerial = readSerial(first).serial;
  const lastSerial = readSerial(last).serial;
  const whole = firstSerial !== undefined && lastSerial !== undefined;
  return {
    first,
    last,
    reading: whole ? readRange(firstSerial, lastSerial) : undefined,
    serials: whole ? { firstSerial, lastSerial } : undefined,
    set: (entry) => setBoth((now) => ({ ...now, ...entry })),
  };
}

interface Props {
  readonly entry: RangeEntry;
  /** What the API said of the fields. */
  readonly refused?: { readonly first?: string | undefined; readonly last?: string | undefined };
  /** The scan of the last card; moves on to what comes next. */
  readonly onBoth?: () => void;
  readonly firstLabel?: string;
  readonly lastLabel?: string;
}

/**
 * Two fields for a range. A scan from anywhere fills the one that has the focus, or the first that is empty, and moves on;
 * a single card is the same card twice.
 */
export function RangeFields({
  entry,
  refused = {},
  onBoth,
  firstLabel = 'First card',
  lastLabel = 'Last card',
}: Props): ReactNode {
  const firstField = useRef<HTMLInputElement>(null);
  const lastField = useRef<HTMLInputElement>(null);
  const [left, setLeft] = useState({ first: false, last: false });
  useScanner((serial) => {
    const toLast =
      document.activeElement === lastField.current ||
      (document.activeElement !== firstField.current && entry.first !== '');
    entry.set(toLast ? { last: grouped(serial) } : { first: grouped(serial) });
    if (toLast) onBoth?.();
    else lastField.current?.focus();
  });
  const trouble = (name: 'first' | 'last'): string | undefined =>
    left[name] && entry[name] !== '' ? readSerial(entry[name]).trouble : undefined;
  const field = (name: 'first' | 'last', label: string): ReactNode => (
    <TextInput
      ref={name === 'first' ? firstField : lastField}
      label={label}
      description={name === 'first' ? 'Scan it, or type its 16 digits.' : 'For a single card, the same again.'}
      value={entry[name]}
      onChange={({ currentTarget: { value } }) => entry.set({ [name]: value })}
      onBlur={() => setLeft((now) => ({ ...now, [name]: true }))}
      onKeyDown={(event) => {
        // Some scanners send Enter twice: it goes on to the next field, and never moves cards.
        if (event.key !== 'Enter') return;
        event.preventDefault();
        if (name === 'first') lastField.current?.focus();
      }}
      error={trouble(name) ?? refused[name]}
      inputMode="numeric"
      autoComplete="off"
      spellCheck={false}
      dir="ltr"
      classNames={{ input: 'digits' }}
    />
  );
  return (
    <div>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {field('first', firstLabel)}
        {field('last', lastLabel)}
      </SimpleGrid>
      <RangeSays entry={entry} />
    </div>
  );
}

function RangeSays({ entry: { reading } }: { readonly entry: RangeEntry }): ReactNode {
  return (
    <Text
      size="sm"
      mt="xs"
      role="status"
      c={reading?.trouble === undefined ? undefined : 'var(--mantine-color-error)'}
      mih={22}
    >
      {reading === undefined ? '' : (reading.trouble ?? `${counted(reading.cards!, 'card')} of batch ${reading.batch}`)}
    </Text>
  );
}
