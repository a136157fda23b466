import { type FormEvent, type ReactNode, useState } from 'react';
import { useRegister } from '../../parts/context.js';
import type { Pane } from '../../sell/pane.js';
import { amount, readAmount } from '../../sell/money.js';
import { grouped } from '../../sell/scan.js';
import { type CardFacts, toPay } from '../../sell/sale.js';
import { useStore } from '../../till/store.js';

/** One colour, one word, one sentence: read from a step away. It is no dialog, and no second scan confirms it. */
export function PaneView({ pane, offline }: { readonly pane: Pane; readonly offline: boolean }): ReactNode {
  const { seller } = useRegister();
  const { sale, trying, queue } = useStore(seller.view);
  const { line, tone, word, words, choice, needs } = pane;
  const soft = sale.notice?.tone === 'soft' ? sale.notice : undefined;
  return (
    <section className="pane" data-tone={tone} aria-label="What to do">
      <div role="status" aria-live="assertive">
        <strong className="word">{word}</strong>
        {line?.card !== undefined && <Price card={line.card} />}
        <p className="words">{words}</p>
        {soft !== undefined && (
          <p className="soft">
            {soft.word}. {soft.words}
          </p>
        )}
      </div>
      {tone === 'good' && <Change />}
      {line?.phase === 'claim' && (
        <p className="claim">{queue.find(({ key }) => key === line.key)?.claim ?? line.key}</p>
      )}
      {(line?.phase === 'waiting' || line?.phase === 'returning') && trying !== undefined && (
        <p className="trying">{trying}</p>
      )}
      {line !== undefined && <bdi className="digits">{grouped(line.serial)}</bdi>}
      {choice === true && <Choice offline={offline} />}
      {needs !== undefined && line !== undefined && <SupervisorForm serial={line.serial} />}
    </section>
  );
}

function Price({ card }: { readonly card: CardFacts }): ReactNode {
  const { name, currency, totalMinor, amountMinor, taxes } = card;
  return (
    <p className="price">
      {name} · <b>{amount(totalMinor, currency)}</b>
      {taxes.length > 0 && (
        <small>
          {` ${amount(amountMinor, currency)} + ${taxes.map((tax) => `${tax.name} ${amount(tax.amountMinor, currency)}`).join(' + ')}`}
        </small>
      )}
    </p>
  );
}

function Change(): ReactNode {
  const register = useRegister();
  const { sale } = useStore(register.seller.view);
  const cash = readAmount(sale.cash, register.currency);
  if (cash === undefined || cash <= toPay(sale)) return null;
  return <p className="change">Change {amount(cash - toPay(sale), register.currency)}</p>;
}

/** No default: neither Enter nor a scan chooses. */
function Choice({ offline }: { readonly offline: boolean }): ReactNode {
  const { seller } = useRegister();
  const keeps = seller.mayKeep();
  return (
    <div className="choice">
      <button type="button" onClick={() => seller.wait()}>
        <kbd>W</kbd> Wait: ask again
      </button>
      <button type="button" onClick={() => seller.moneyBack()}>
        <kbd>M</kbd> Money back
      </button>
      {keeps && (
        <button type="button" onClick={() => seller.keepSale()}>
          <kbd>S</kbd> {offline ? 'Sell offline' : 'Customer has left: keep the sale'}
        </button>
      )}
    </div>
  );
}

function SupervisorForm({ serial }: { readonly serial: string }): ReactNode {
  const { seller } = useRegister();
  const [code, setCode] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const words = await seller.supervisor(serial, code);
    setCode('');
    setTrouble(words);
  };
  return (
    <form className="supervisor" onSubmit={(event) => void submit(event)}>
      <label htmlFor="supervisor-code">Supervisor’s code</label>
      <input
        id="supervisor-code"
        type="password"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoFocus
        autoComplete="off"
        inputMode="numeric"
      />
      <button type="submit">Allow</button>
      {trouble !== undefined && <p role="alert">{trouble}</p>}
    </form>
  );
}
