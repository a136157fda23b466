import { Button, CloseButton, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ConsignmentDto, type ReceiveDto, receiveConsignment, useDeed } from '../../api/index.js';
import {
  ErrorPanel,
  RangeFields,
  Serial,
  batchOf,
  counted,
  grouped,
  indexOf,
  readSerial,
  tell,
  useRangeEntry,
  useScanner,
} from '../../parts/index.js';

const MISSING_MAX = 1_000;

/** Two scans are enough; what was not there is named, and stays on its way. */
export function ReceiveForm({ consignment }: { readonly consignment: ConsignmentDto }): ReactNode {
  const entry = useRangeEntry();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [count, setCount] = useState('');
  const { id, cards } = consignment;
  const deed = useDeed({
    call: (body: ReceiveDto) => receiveConsignment({ path: { id }, body }),
    onDone: ({ received }) => tell(`${counted(received ?? 0, 'card')} hang in ${consignment.storeName} now.`),
  });
  const found = whatIsThere(entry.reading?.cards, missing.length, count);
  const stray = strayOf(consignment, entry.serials);
  const ready = found !== undefined && found.trouble === undefined && stray === undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || deed.running) return;
    const { firstSerial, lastSerial } = entry.serials!;
    deed.run({
      scans: [firstSerial, lastSerial],
      ...(count.trim() === '' ? {} : { count: Number(count) }),
      ...(missing.length === 0 ? {} : { missing: [...missing] }),
    });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md" maw={640}>
        {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
        <RangeFields entry={entry} firstLabel="First card found" lastLabel="Last card found" />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <TextInput
            label="Counted"
            description="Left empty: all from the first to the last card, but the missing ones."
            inputMode="numeric"
            value={count}
            onChange={({ currentTarget: { value } }) => setCount(value)}
            error={found?.trouble}
          />
          <Missing missing={missing} onMissing={setMissing} />
        </SimpleGrid>
        <Text size="sm" role="status" mih={22} fw={600}>
          {stray ?? sayOf(found?.there, cards)}
        </Text>
        <div>
          <Button type="submit" disabled={!ready} loading={deed.running}>
            {found?.there === undefined ? 'Receive' : `Receive ${counted(found.there, 'card')}`}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** How many cards the fields name, or why they do not agree with the count. */
function whatIsThere(
  between: number | undefined,
  missing: number,
  count: string,
): { readonly there: number; readonly trouble?: string } | undefined {
  if (between === undefined) return undefined;
  const there = between - missing;
  const typed = count.trim();
  if (typed === '') return { there };
  if (!/^\d{1,7}$/.test(typed)) return { there, trouble: 'Enter a whole number, or leave it empty.' };
  if (Number(typed) === there) return { there };
  return {
    there,
    trouble: `The cards named are ${there}. Name the missing ones below, or count again.`,
  };
}

/** Why the cards are not of this box. */
function strayOf(
  { firstSerial, lastSerial }: ConsignmentDto,
  found: { readonly firstSerial: string; readonly lastSerial: string } | undefined,
): string | undefined {
  if (found === undefined) return undefined;
  const inside = (serial: string): boolean =>
    batchOf(serial) === batchOf(firstSerial) &&
    indexOf(serial) >= indexOf(firstSerial) &&
    indexOf(serial) <= indexOf(lastSerial);
  const stray = [found.firstSerial, found.lastSerial].find((serial) => !inside(serial));
  return stray === undefined ? undefined : `${grouped(stray)} is not of this box. Scan a card that is.`;
}

function sayOf(there: number | undefined, cards: number): string {
  if (there === undefined) return '';
  if (there === cards) return `All ${counted(cards, 'card')} are there.`;
  return `${there} of ${cards} are there. The other ${cards - there} stay on their way, with an exception that someone must explain.`;
}

function Missing({
  missing,
  onMissing,
}: {
  readonly missing: readonly string[];
  readonly onMissing: (missing: readonly string[]) => void;
}): ReactNode {
  const [typed, setTyped] = useState('');
  const [focused, setFocused] = useState(false);
  const add = (serial: string): void => {
    if (!missing.includes(serial) && missing.length < MISSING_MAX) onMissing([...missing, serial]);
    setTyped('');
  };
  const reading = readSerial(typed);
  return (
    <div>
      <TextInput
        label="Missing cards"
        description="Inside the range, but not in the box: scan or type one after the other, Enter adds it."
        value={typed}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (reading.serial !== undefined) add(reading.serial);
        }}
        error={typed.length >= 16 ? reading.trouble : undefined}
        inputMode="numeric"
        autoComplete="off"
        dir="ltr"
        classNames={{ input: 'digits' }}
      />
      {focused ? <ScanHere onSerial={add} /> : null}
      {missing.length === 0 ? null : (
        <ul className="chips" aria-label="Missing cards">
          {missing.map((serial) => (
            <li key={serial}>
              <Serial of={serial} />
              <CloseButton
                size="sm"
                aria-label={`${grouped(serial)} is there after all`}
                onClick={() => onMissing(missing.filter((one) => one !== serial))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** While it is there, scans go here. */
function ScanHere({ onSerial }: { readonly onSerial: (serial: string) => void }): ReactNode {
  useScanner(onSerial);
  return null;
}
