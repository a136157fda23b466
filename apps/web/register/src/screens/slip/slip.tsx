import { Button } from '@mantine/core';
import { slipSerial } from '#lib/till-client';
import { type ReactNode, useState } from 'react';
import { Trouble } from '../../parts/alone.js';
import { clockTime } from '../../parts/clock.js';
import { useRegister, useView } from '../../parts/context.js';
import { Side } from '../../parts/side.js';
import { amount } from '../../sell/money.js';
import type { JournalSale } from '../../till/journal.js';
import { printable } from '../../till/printable.js';
import { useStore } from '../../till/store.js';

const SHOWN = 40;

/** The last sales of this till: a slip again, on paper or as a file. */
export function SlipScreen(): ReactNode {
  const register = useRegister();
  const [trouble, setTrouble] = useState<string>();
  const { queue } = useStore(register.seller.view);
  const sales = printable(register.seller.journal.newest(SHOWN), queue);
  return (
    <Side title="Last sales">
      <label className="check">
        <input
          type="checkbox"
          defaultChecked={register.printer.byItself}
          onChange={(event) => {
            register.printer.byItself = event.currentTarget.checked;
          }}
        />
        Print slips by itself (a browser started with --kiosk-printing asks nothing)
      </label>
      <Trouble words={trouble} />
      {sales.length === 0 && <p className="empty">Nothing sold on this till yet.</p>}
      <ul className="list">
        {sales.map((sale) => (
          <SaleRow key={sale.key} sale={sale} onTrouble={setTrouble} />
        ))}
      </ul>
    </Side>
  );
}

function SaleRow({
  sale,
  onTrouble,
}: {
  readonly sale: JournalSale;
  readonly onTrouble: (words?: string) => void;
}): ReactNode {
  const register = useRegister();
  const { terminal } = useView();
  const { key, receipt, name, serial, totalMinor, currency, at, voided } = sale;
  const pdf = async (): Promise<void> => {
    const outcome = await register.heard(register.client.slipPdf(key));
    if (outcome.kind !== 'done')
      return onTrouble(outcome.kind === 'refused' ? 'Print the slip first, then take its file.' : outcome.words);
    save(new Blob([outcome.answer as Uint8Array<ArrayBuffer>], { type: 'application/pdf' }), `${receipt}.pdf`);
  };
  return (
    <li>
      <span>
        <strong>{name}</strong> {amount(totalMinor, currency)} {voided === true && <b className="voided">VOID</b>}
      </span>
      <span className="row-buttons">
        <Button
          variant="default"
          size="md"
          onClick={() => void register.printSlips([key]).then(onTrouble)}
          aria-label={`Print ${receipt}`}
        >
          Print
        </Button>
        <Button variant="default" size="md" onClick={() => void pdf()} aria-label={`PDF of ${receipt}`}>
          PDF
        </Button>
      </span>
      <span className="aside">
        {clockTime(at, terminal?.store.zone)} · {receipt} · <bdi className="digits">{slipSerial(serial)}</bdi>
      </span>
    </li>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
