import { PasswordInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { age, useNow } from '../../parts/clock.js';
import { useRegister } from '../../parts/context.js';
import { useKeys } from '../../parts/keys.js';
import { play } from '../../parts/tones.js';
import { amount } from '../../sell/money.js';
import type { JournalSale } from '../../till/journal.js';
import { SoldCard } from './sold-card.js';
import { type VoidWindow, voidWindow } from './void-window.js';

const REASONS = ['Wrong card taken', 'Customer changed mind', 'Card or panel damaged', 'Sold by mistake'] as const;

/** Why, by arrows; after 15 minutes a supervisor's code; F2. */
export function TakeBack({
  sale,
  onDone,
  onTrouble,
}: {
  readonly sale: JournalSale;
  readonly onDone: () => void;
  readonly onTrouble: (words: string | undefined) => void;
}): ReactNode {
  const register = useRegister();
  const [reason, setReason] = useState<string>(REASONS[0]);
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const window = voidWindow(sale.at, useNow());
  // The system's clock decides, not the till's.
  const needs = asked && window.needs === 'nobody' ? 'supervisor' : window.needs;
  const money = amount(sale.totalMinor, sale.currency);

  const confirm = async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    onTrouble(undefined);
    const request = { reason, ...(code === '' ? {} : { supervisorCode: code }) };
    const outcome = await register.heard(register.client.void(sale.key, request));
    busy.current = false;
    setCode('');
    if (outcome.kind === 'done') return taken();
    play('bad');
    if (outcome.kind === 'unknown') return onTrouble('No answer. Keep the card and press F2 again.');
    if (outcome.code === 'void.supervisor_required') setAsked(true);
    onTrouble(register.seller.wordsOf(outcome.code));
  };
  const taken = async (): Promise<void> => {
    await register.seller.journal.voided(sale.key);
    play('good');
    onDone();
    onTrouble(await register.printSlips([sale.key]));
    await register.soldMoved();
  };
  useKeys({ F2: () => void confirm() });
  useEffect(() => {
    if (asked) codeField.current?.focus();
  }, [asked]);

  return (
    <>
      <SoldCard sale={sale} tone="ready" word={money} words={`${sale.name} · ${sale.receipt}`}>
        <p>{windowWords(needs, window.leftMs)}</p>
      </SoldCard>
      <fieldset className="reasons">
        <legend className="hidden">Reason</legend>
        {REASONS.map((one, i) => (
          <label key={one}>
            <input
              type="radio"
              name="reason"
              checked={reason === one}
              onChange={() => setReason(one)}
              autoFocus={i === 0}
            />
            {one}
          </label>
        ))}
      </fieldset>
      {(asked || needs === 'supervisor') && (
        <PasswordInput
          ref={codeField}
          label="Supervisor’s code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="off"
          size="lg"
          visibilityToggleButtonProps={{ tabIndex: -1, 'aria-label': 'Show the code' }}
        />
      )}
      <button type="button" className="pay" onClick={() => void confirm()}>
        <kbd>F2</kbd> Void and give {money} back
      </button>
    </>
  );
}

function windowWords(needs: VoidWindow['needs'], leftMs: number): string {
  if (needs === 'nobody') return `${age(leftMs)} left without a supervisor.`;
  if (needs === 'supervisor') return 'Older than 15 minutes: needs a supervisor, until cash-up.';
  return 'Older than a day: the office must take it back.';
}
