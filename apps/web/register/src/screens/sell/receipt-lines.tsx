import type { ReactNode } from 'react';
import { slipSerial } from '#lib/till-client';
import { Trouble } from '../../parts/alone.js';
import { useRegister } from '../../parts/context.js';
import { amount } from '../../sell/money.js';
import type { Line, Phase, Sale } from '../../sell/sale.js';

const STATES: Readonly<Record<Phase, string>> = {
  checking: 'asking',
  ready: 'ready',
  refused: 'not sold',
  unchecked: 'not sold',
  sending: 'activating',
  waiting: 'no answer yet',
  unanswered: 'no answer',
  sold: 'sold',
  stored: 'sold, to be sent',
  returning: 'money back',
  cancelled: 'cancelled',
  claim: 'call help',
};

/** One customer's cards. */
export function ReceiptLines({
  sale,
  trouble,
}: {
  readonly sale: Sale;
  readonly trouble: string | undefined;
}): ReactNode {
  return (
    // Many cards scroll: keys must reach them.
    <section className="receipt" aria-label={`Receipt ${sale.receipt}`} tabIndex={0}>
      <h2>Receipt {sale.receipt}</h2>
      <Trouble words={trouble} />
      {sale.lines.length === 0 ? <p className="empty">Nothing scanned yet.</p> : null}
      <ul>
        {sale.lines.map((line) => (
          <ReceiptLine key={line.serial} line={line} />
        ))}
      </ul>
    </section>
  );
}

function ReceiptLine({ line }: { readonly line: Line }): ReactNode {
  const { seller } = useRegister();
  const { serial, card, phase, key } = line;
  return (
    <li data-phase={phase}>
      <span className="what">{card?.name ?? 'Card'}</span>
      <bdi className="digits">{slipSerial(serial)}</bdi>
      <span className="state">{STATES[phase]}</span>
      <span className="money">{card === undefined ? '' : amount(card.totalMinor, card.currency)}</span>
      {key === undefined && phase !== 'checking' ? (
        <button
          type="button"
          className="take-off"
          aria-label={`Take ${serial.slice(-4)} off`}
          onClick={() => seller.takeOff(serial)}
        >
          ×
        </button>
      ) : null}
    </li>
  );
}
