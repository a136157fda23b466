import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useRegister, useView } from '../../parts/context.js';
import { useKeys } from '../../parts/keys.js';
import { useScanner } from '../../parts/scanner.js';
import { play } from '../../parts/tones.js';
import { paneOf } from '../../sell/pane.js';
import { isFinished, isOpen, mayPay } from '../../sell/sale.js';
import { useStore } from '../../till/store.js';
import { Cash } from './cash.js';
import { PaneView } from './pane-view.js';
import { ReceiptLines } from './receipt-lines.js';
import { ScanBox } from './scan-box.js';

/** Scan, cash, F2, slip: the whole path without leaving it and without scrolling. */
export function Sell(): ReactNode {
  const register = useRegister();
  const { seller } = register;
  const { link } = useView();
  const { sale } = useStore(seller.view);
  const box = useRef<HTMLInputElement>(null);
  const pane = paneOf(sale);
  const open = isOpen(sale);

  useScanner((reading) => seller.scan(reading));
  const pay = (): void => void seller.pay();
  const [trouble, setTrouble] = useState<string>();
  const print = (): void => void register.printSlips(seller.lastSold).then(setTrouble);
  // It was about the last customer's slip.
  useEffect(() => setTrouble(undefined), [sale.receipt]);
  useKeys({
    F2: pay,
    F4: () => (open ? undefined : register.show('void')),
    F8: () => (open ? undefined : register.show('cash-up')),
    F9: () => (open ? undefined : print()),
    Escape: () => seller.newCustomer(),
    ...(pane.choice === true
      ? { w: () => seller.wait(), m: () => seller.moneyBack(), s: () => seller.keepSale() }
      : {}),
  });

  // The box has the focus again whenever nothing else needs it.
  const boxIsNext = !open && pane.needs === undefined;
  useEffect(() => {
    if (boxIsNext) box.current?.focus();
  }, [boxIsNext, pane.word]);
  const justSold = isFinished(sale) && pane.tone === 'good' ? sale.receipt : undefined;
  usePrints(justSold, print);
  useSound(pane.tone, pane.word, pane.line?.serial, sale.notice?.tone === 'soft');

  return (
    <main className="sell" data-tone={pane.tone}>
      <h1 className="hidden">Sell cards</h1>
      <ScanBox ref={box} disabled={open} onRead={(reading) => seller.scan(reading)} />
      <PaneView pane={pane} offline={link.state === 'offline'} />
      <Cash />
      <button type="button" className="pay" disabled={!mayPay(sale)} onClick={pay}>
        <kbd>F2</kbd> Cash received: activate
      </button>
      <nav className="keys" aria-label="More">
        <button type="button" onClick={print} disabled={open || seller.lastSold.length === 0}>
          <kbd>F9</kbd> Slip
        </button>
        <button type="button" onClick={() => register.show('void')} disabled={open}>
          <kbd>F4</kbd> Void
        </button>
        <button type="button" onClick={() => register.show('cash-up')} disabled={open}>
          <kbd>F8</kbd> Cash-up
        </button>
        <button type="button" onClick={() => register.show('slip')} disabled={open}>
          Sales
        </button>
        <button type="button" onClick={() => seller.newCustomer()} disabled={open || sale.lines.length === 0}>
          <kbd>Esc</kbd> {isFinished(sale) ? 'Next' : 'New'}
        </button>
      </nav>
      <ReceiptLines sale={sale} trouble={trouble} />
    </main>
  );
}

/** The slips of a receipt once, where the till prints by itself; not again after a reload. */
function usePrints(receipt: string | undefined, print: () => void): void {
  const { printer } = useRegister();
  const last = useRef(receipt);
  useEffect(() => {
    if (receipt !== undefined && receipt !== last.current && printer.byItself) print();
    if (receipt !== undefined) last.current = receipt;
  });
}

/** One sound for each change of what the pane says. */
function useSound(tone: string, word: string, serial: string | undefined, soft: boolean): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (soft) play('soft');
    else if (tone === 'good' || tone === 'bad' || tone === 'amber') play(tone);
    else if (tone === 'ready') play('soft');
  }, [tone, word, serial, soft]);
}
