import { slipSerial } from '#lib/till-client';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { age, clockTime, useNow } from '../../parts/clock.js';
import { useRegister, useView } from '../../parts/context.js';
import { amount } from '../../sell/money.js';
import { type Reading, readBox } from '../../sell/scan.js';
import type { JournalSale } from '../../till/journal.js';
import { useStore } from '../../till/store.js';
import { voidWindow, voidable } from './void-window.js';

const SHOWN = 3;
const LOOKED_AT = 40;

/** Which sale: the card is scanned or typed, or picked among the last ones. */
export function FindSale({
  onRead,
  onPick,
}: {
  readonly onRead: (reading: Reading) => void;
  readonly onPick: (sale: JournalSale) => void;
}): ReactNode {
  const { seller } = useRegister();
  const { terminal } = useView();
  const { queue } = useStore(seller.view);
  const [typed, setTyped] = useState('');
  const now = useNow();
  const sales = voidable(seller.journal.newest(LOOKED_AT), queue, now).slice(0, SHOWN);
  return (
    <>
      <form
        className="fields"
        onKeyDown={stepDown}
        onSubmit={(event) => {
          event.preventDefault();
          onRead(readBox(typed));
        }}
      >
        <p>Is the panel untouched? Scan the card, type its 16 digits, or pick the sale.</p>
        <input
          className="big-input"
          aria-label="Card to void"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          inputMode="numeric"
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: the clerk scans at once
          autoFocus
        />
      </form>
      <ul className="list picks" aria-label="Last sales" onKeyDown={stepDown}>
        {sales.map((sale) => (
          <li key={sale.key}>
            <button type="button" className="pick" onClick={() => onPick(sale)}>
              <span>
                <strong>{sale.name}</strong> {amount(sale.totalMinor, sale.currency)}
              </span>
              <span className="aside">
                {clockTime(sale.at, terminal?.store.zone)} · {sale.receipt} ·{' '}
                <bdi className="digits">{slipSerial(sale.serial)}</bdi> · {left(sale.at, now)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function left(at: number, now: number): string {
  const { needs, leftMs } = voidWindow(at, now);
  return needs === 'nobody' ? `${age(leftMs)} left` : 'with a supervisor';
}

/** Arrows go from the box through the list, and back. */
function stepDown(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...document.querySelectorAll<HTMLElement>('.big-input, .pick')];
  const next = stops[stops.indexOf(event.target as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
