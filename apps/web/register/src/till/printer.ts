import { type Outcome, type Slip, type TerminalAnswer, type TillClient, slipSerial } from '#lib/till-client';
import type { ReactNode } from 'react';
import type { JournalSale } from './journal.js';
import { Store } from './store.js';

export type Printed =
  | { readonly kind: 'slips'; readonly slips: readonly Slip[] }
  | { readonly kind: 'other'; readonly content: ReactNode };

const BY_ITSELF = 'register-prints';
/** The sale stands: the words of a refused sale would be wrong here. */
const NOT_PRINTED = 'No slip was printed. Try again; if it stays so, call help.';

/** The browser's printer: one paper at a time. */
export class Printer {
  readonly view = new Store<{ readonly paper?: Printed | undefined }>({});

  print(paper: Printed): void {
    this.view.set({ paper });
  }

  done(): void {
    this.view.set({ paper: undefined });
  }

  /** Prints by itself as soon as something is sold, where this till's browser prints without asking. */
  get byItself(): boolean {
    return localStorage.getItem(BY_ITSELF) === 'yes';
  }

  set byItself(yes: boolean) {
    localStorage.setItem(BY_ITSELF, yes ? 'yes' : 'no');
  }

  /** The system counts each print; while it can't be asked, the till prints what it knows. The words say what went wrong. */
  async slips(
    client: TillClient,
    heard: <Answer>(call: Promise<Outcome<Answer>>) => Promise<Outcome<Answer>>,
    sales: readonly JournalSale[],
    till: { readonly terminal: TerminalAnswer | undefined; readonly clerk: string | undefined },
  ): Promise<string | undefined> {
    const slips: Slip[] = [];
    for (const sale of sales) {
      const outcome = await heard(client.printSlip(sale.key, sale.tenderedMinor));
      if (outcome.kind === 'refused' && outcome.code !== 'activation.not_found') return NOT_PRINTED;
      slips.push(outcome.kind === 'done' ? outcome.answer : recoverySlip(sale, till));
    }
    if (slips.length > 0) this.print({ kind: 'slips', slips });
    return undefined;
  }
}

/** Of a sale that waits to be sent: its number finds it again, whatever happens to this till. */
function recoverySlip(
  { key, serial, receipt, name, totalMinor, currency, tenderedMinor, at }: JournalSale,
  { terminal, clerk }: { readonly terminal: TerminalAnswer | undefined; readonly clerk: string | undefined },
): Slip {
  const helpPhone = terminal?.store.helpPhone ?? '';
  return {
    kind: 'sale',
    copy: 0,
    duplicate: false,
    retailer: terminal?.retailer.name ?? '',
    store: { name: terminal?.store.name ?? '', address: terminal?.store.address ?? '' },
    terminal: terminal?.name ?? '',
    clerk: clerk ?? null,
    shift: null,
    receipt,
    key,
    at: localTime(at),
    product: name,
    months: 0,
    currency,
    priceMinor: totalMinor,
    taxes: [],
    totalMinor,
    tenderedMinor: tenderedMinor ?? null,
    changeMinor: tenderedMinor === undefined ? null : tenderedMinor - totalMinor,
    serial: slipSerial(serial),
    authorization: '',
    ended: null,
    redeemUrl: '',
    helpPhone,
    steps: [],
    notices: [
      'Sold while the line was down: the card works as soon as this sale is sent, at the latest tomorrow.',
      `Number of this sale: ${key}`,
      'The PIN is under the panel of your card. Whoever has it can use it: never read it to a caller.',
    ],
  };
}

function localTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
