import { Button } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { age, clockTime, useNow } from '../../parts/clock.js';
import { useRegister, useView } from '../../parts/context.js';
import { Side } from '../../parts/side.js';
import { amount } from '../../sell/money.js';
import { grouped } from '../../sell/scan.js';
import type { QueuedSale, QueuedState } from '../../till/sale-queue.js';
import { useStore } from '../../till/store.js';

const SAID: Readonly<Record<QueuedState, string>> = {
  sending: 'Being sent',
  unanswered: 'No answer: wait or money back',
  stored: 'Sold, waits to be sent',
  returning: 'Money back, being cancelled',
  sold: 'Sent and accepted',
  refused: 'Refused',
  cancelled: 'Cancelled, not sold',
  claim: 'Call help with this number',
};

/** What waits to be sent, and what became of what was sent: nothing leaves this list without a word. */
export function Queue(): ReactNode {
  const register = useRegister();
  const { link, terminal } = useView();
  const { queue, waiting } = useStore(register.seller.view);
  const now = useNow();
  const { seller } = register;
  // Shown to the clerk: leaving the page takes the mark off.
  useEffect(() => () => seller.seen(), [seller]);
  const floor = terminal?.offline;
  return (
    <Side
      title={waiting === 0 ? 'All sent' : `${waiting} ${waiting === 1 ? 'sale waits' : 'sales wait'} to be sent`}
      aside={
        <Button disabled={waiting === 0} onClick={() => register.seller.lineIsBack()}>
          Send now
        </Button>
      }
    >
      <p>
        {link.state === 'offline'
          ? `${link.cause} for ${age(now - link.since)}. It is sent by itself when the line is back.`
          : 'What waits is sent by itself.'}
        {floor === undefined
          ? ''
          : ` This till may sell ${floor.cards} cards for ${amount(floor.amountMinor, register.currency)} offline, none older than ${floor.hours} hours.`}
      </p>
      <ul className="list">
        {queue.toReversed().map((sale) => (
          <QueueRow key={sale.key} sale={sale} />
        ))}
      </ul>
    </Side>
  );
}

function QueueRow({ sale }: { readonly sale: QueuedSale }): ReactNode {
  const register = useRegister();
  const { terminal } = useView();
  const { key, code, state, totalMinor, currency, receipt, soldAt, refusal, exceptions = [], claim, unread } = sale;
  return (
    <li data-state={state} data-unread={unread}>
      <span>
        <bdi className="digits">{grouped(code.slice(-16))}</bdi> · {amount(totalMinor, currency)}
      </span>
      <span className="state">{SAID[state]}</span>
      <span className="aside">
        {clockTime(soldAt, terminal?.store.zone)} · {receipt}
        {refusal === undefined ? '' : ` · ${register.seller.wordsOf(refusal)}`}
        {exceptions.length === 0 ? '' : ' · accepted; the office will look at it'}
        {claim === undefined ? '' : ` · claim ${claim}`}
      </span>
      {state === 'unanswered' && (
        <span className="row-buttons">
          <Button variant="default" size="md" onClick={() => void register.seller.again(key)}>
            Ask again
          </Button>
          <Button variant="default" size="md" onClick={() => void register.seller.giveBack(key)}>
            Money back
          </Button>
        </span>
      )}
    </li>
  );
}
