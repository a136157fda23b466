import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alone, Trouble } from '../../parts/alone.js';
import { clockTime } from '../../parts/clock.js';
import { useRegister, useView } from '../../parts/context.js';
import { useScanner } from '../../parts/scanner.js';
import { amount, readAmount } from '../../sell/money.js';
import { lastCloseWords } from './last-close-words.js';

/** What lies in the drawer before the first sale. */
export function OpenShift(): ReactNode {
  const register = useRegister();
  const { clerk, link, terminal, lastClose } = useView();
  const [float, setFloat] = useState('');
  const [code, setCode] = useState('');
  const [supervisor, setSupervisor] = useState('');
  const [refused, setRefused] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  useScanner(() => setTrouble('Open your shift first.'));
  const other = terminal?.shift?.clerk === clerk?.clerk ? null : (terminal?.shift ?? null);
  const elsewhere =
    other === null
      ? refused
      : `${other.clerkName} has had a shift open here since ${clockTime(other.openedAt, terminal?.store.zone)}.`;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const floatMinor = readAmount(float, register.currency);
    if (floatMinor === undefined) return setTrouble('Count the drawer and type the sum, such as 100.00.');
    if (elsewhere !== undefined && supervisor === '') return setTrouble('A supervisor’s code takes the till over.');
    setBusy(true);
    setTrouble(undefined);
    const outcome = await register.openShift({
      floatMinor,
      ...(code === '' ? {} : { code }),
      ...(supervisor === '' ? {} : { supervisorCode: supervisor }),
    });
    setBusy(false);
    setSupervisor('');
    if (outcome.kind === 'unknown') return setTrouble('No answer. A shift can only be opened with a line. Try again.');
    if (outcome.kind === 'done') return;
    if (outcome.code === 'shift.open_elsewhere') return setRefused(outcome.detail);
    setTrouble(outcome.words);
  };

  return (
    <Alone title={`Open your shift, ${clerk?.name ?? ''}`}>
      {lastClose !== undefined && <p>{lastCloseWords(lastClose, (minor) => amount(minor, register.currency))}</p>}
      <form onSubmit={(event) => void submit(event)} className="fields">
        <TextInput
          label={`Float in the drawer, ${register.currency}`}
          value={float}
          onChange={(event) => setFloat(event.currentTarget.value)}
          inputMode="decimal"
          autoComplete="off"
          autoFocus
          size="lg"
          classNames={{ input: 'code' }}
        />
        {register.asksForCode && (
          <PasswordInput
            label="Your code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="off"
            size="lg"
            visibilityToggleButtonProps={{ tabIndex: -1, 'aria-label': 'Show the code' }}
          />
        )}
        {elsewhere !== undefined && (
          <>
            <p className="elsewhere">{elsewhere} It is closed without a count when you take the till over.</p>
            <PasswordInput
              label="Supervisor’s code, to take the till over"
              value={supervisor}
              onChange={(event) => setSupervisor(event.currentTarget.value)}
              autoComplete="off"
              size="lg"
              visibilityToggleButtonProps={{ tabIndex: -1, 'aria-label': 'Show the code' }}
            />
          </>
        )}
        <Trouble words={trouble ?? (link.state === 'offline' ? `${link.cause}. A shift needs a line.` : undefined)} />
        <Button type="submit" loading={busy}>
          {elsewhere === undefined ? 'Start with this float' : 'Take the till over'}
        </Button>
      </form>
      <Button variant="subtle" onClick={() => void register.signOut()}>
        Somebody else
      </Button>
    </Alone>
  );
}
