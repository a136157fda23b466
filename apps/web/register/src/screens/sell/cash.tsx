import type { ReactNode } from 'react';
import { useRegister } from '../../parts/context.js';
import { amount, likelyNotes, readAmount } from '../../sell/money.js';
import { takesCash, toPay } from '../../sell/sale.js';
import { useStore } from '../../till/store.js';

/** What the customer gives, by a note's button or by typing, and what they get back. Left empty: exactly the price. */
export function Cash(): ReactNode {
  const register = useRegister();
  const { seller, currency } = register;
  const { sale } = useStore(seller.view);
  const total = toPay(sale);
  const cash = readAmount(sale.cash, currency);
  const change = cash === undefined || total === 0 ? undefined : cash - total;
  const done = !takesCash(sale);
  return (
    <section className="cash" aria-label="Cash">
      <p className="to-pay">
        <span>To pay</span>
        <b>{amount(total, currency)}</b>
      </p>
      <p className="given">
        <label htmlFor="cash">Cash</label>
        <input
          id="cash"
          value={sale.cash}
          onChange={(event) => seller.cash(event.currentTarget.value)}
          disabled={done}
          inputMode="decimal"
          autoComplete="off"
          placeholder={total === 0 ? '' : 'exact'}
        />
      </p>
      <p className="back">
        <span>Change</span>
        <b data-short={change !== undefined && change < 0}>{change === undefined ? '–' : amount(change, currency)}</b>
      </p>
      <div className="notes">
        {total > 0 &&
          likelyNotes(total, currency).map((note) => (
            <button key={note} type="button" disabled={done} onClick={() => seller.cash(amount(note, currency))}>
              {amount(note, currency).replace(/\.00$/, '')}
            </button>
          ))}
        {total > 0 && (
          <button type="button" disabled={done} onClick={() => seller.cash('')}>
            Exact
          </button>
        )}
      </div>
    </section>
  );
}
