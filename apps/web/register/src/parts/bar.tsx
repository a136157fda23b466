import type { ReactNode } from 'react';
import { amount } from '../sell/money.js';
import { useStore } from '../till/store.js';
import { age, clockTime, useNow } from './clock.js';
import { useRegister, useView } from './context.js';

/** Always in sight: whether anybody answers, where this is, who stands here, and what waits to be sent. */
export function Bar(): ReactNode {
  const register = useRegister();
  const { terminal, clerk, shift, sold, stage } = useView();
  return (
    <header className="bar">
      {stage !== 'pairing' && <LinkLight />}
      <span className="bar-place">{terminal === undefined ? '' : `${terminal.store.name} · ${terminal.name}`}</span>
      {clerk !== undefined && (
        <span className="bar-clerk">
          {clerk.name}
          {shift !== undefined && (
            <span className="wide-only">
              {` · since ${clockTime(shift.openedAt, terminal?.store.zone)} · ${sold.count} sold ${amount(sold.minor, register.currency)}`}
            </span>
          )}
        </span>
      )}
      {stage === 'work' && <QueueButton />}
    </header>
  );
}

function LinkLight(): ReactNode {
  const { link } = useView();
  const now = useNow();
  const ping = link.pingMs === undefined ? '' : ` ${link.pingMs} ms`;
  return (
    <span className="light" data-state={link.state}>
      {link.state === 'offline' ? (
        <span>
          Offline <span className="wide-only">· {link.cause} · </span>
          {age(now - link.since)}
        </span>
      ) : (
        `${link.cause}${ping}`
      )}
    </span>
  );
}

function QueueButton(): ReactNode {
  const register = useRegister();
  const { screen } = useView();
  const { waiting, unread } = useStore(register.seller.view);
  return (
    <button
      type="button"
      className="bar-queue"
      data-some={waiting + unread > 0}
      aria-pressed={screen === 'queue'}
      onClick={() => register.show(screen === 'queue' ? 'sell' : 'queue')}
    >
      Queue {waiting}
      {unread > 0 && ` · ${unread} to read`}
    </button>
  );
}
