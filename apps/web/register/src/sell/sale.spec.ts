import fc from 'fast-check';
import { paneOf } from './pane.js';
import {
  type CardFacts,
  type Happening,
  type Phase,
  type Sale,
  happen,
  isFinished,
  isOpen,
  mayPay,
  newSale,
  takesCash,
  toPay,
} from './sale.js';

const SERIALS = ['9700012300045613', '9700012300045621', '9700012300045639'];
const CARD: CardFacts = {
  productId: '2',
  name: '3 months',
  months: 3,
  amountMinor: 3_000,
  totalMinor: 3_050,
  taxes: [{ name: 'Fee', amountMinor: 50 }],
  currency: 'USD',
};
const [A, B] = SERIALS as [string, string];

const after = (...events: readonly Happening[]): Sale => events.reduce(happen, newSale('R-1'));
const scan = (serial: string, receipt = 'R-1'): Happening => ({ is: 'scanned', serial, code: serial, receipt });
const ready = (serial: string): readonly Happening[] => [scan(serial), { is: 'checked', serial, card: CARD }];
const paid = (...serials: readonly string[]): Happening => ({
  is: 'paid',
  keys: new Map(serials.map((serial) => [serial, `k-${serial}`])),
});
const phases = (sale: Sale): readonly Phase[] => sale.lines.map(({ phase }) => phase);

describe('one customer at the counter', () => {
  it('goes from a scan over the cash to SOLD', () => {
    expect(paneOf(after(scan(A)))).toMatchObject({ tone: 'asking', word: 'ASKING' });
    const sale = after(...ready(A));
    expect(paneOf(sale)).toMatchObject({ tone: 'ready', word: 'READY' });
    expect([mayPay(sale), takesCash(sale), toPay(sale)]).toEqual([true, true, 3_050]);
    expect(takesCash(happen(sale, paid(A)))).toBe(false);
    expect(paneOf(happen(sale, paid(A)))).toMatchObject({ words: expect.stringContaining('Do not hand over') });
    const sold = after(...ready(A), paid(A), { is: 'sold', key: `k-${A}`, authorization: '7K2M91QX' });
    expect(paneOf(sold)).toMatchObject({ tone: 'good', word: 'SOLD' });
    expect([isFinished(sold), mayPay(sold)]).toEqual([true, false]);
  });

  it('puts several cards on one receipt, and the next customer on another', () => {
    const two = after(...ready(A), ...ready(B));
    expect(toPay(two)).toBe(6_100);
    const sold = [paid(A, B), { is: 'sold', key: `k-${A}` }, { is: 'sold', key: `k-${B}` }] as const;
    const done = sold.reduce<Sale>(happen, two);
    expect(paneOf(done).word).toBe('2 SOLD');
    const next = happen(done, scan(SERIALS[2]!, 'R-2'));
    expect([next.receipt, next.lines.length]).toEqual(['R-2', 1]);
  });

  it('takes the same card twice as one line', () => {
    const twice = after(...ready(A), scan(A));
    expect([phases(twice), twice.notice?.tone]).toEqual([['ready'], 'soft']);
  });

  it('confirms nothing by a second scan', () => {
    for (const end of ['sending', 'waiting', 'unanswered', 'returning'] as const) {
      const open = after(...ready(A), paid(A), ...toPhase(end));
      const scanned = happen(open, scan(B));
      expect([phases(scanned), scanned.notice?.word]).toEqual([[end], 'NOT YET']);
      expect(phases(happen(open, { is: 'new customer', receipt: 'R-2' }))).toEqual([end]);
    }
  });

  it('lets the refused card go with the next scan', () => {
    const refused = after(scan(A), { is: 'refused', serial: A, words: 'Already sold. Take another card.' });
    expect(paneOf(refused)).toMatchObject({
      tone: 'bad',
      word: 'DO NOT SELL',
      words: 'Already sold. Take another card.',
    });
    expect(mayPay(refused)).toBe(false);
    expect(happen(refused, scan(B)).lines.map(({ serial }) => serial)).toEqual([B]);
  });

  it('asks the clerk after three silences, and then takes either answer once', () => {
    const silent = after(...ready(A), paid(A), { is: 'repeated', key: `k-${A}` });
    expect(paneOf(silent)).toMatchObject({ tone: 'amber', word: 'NO ANSWER YET' });
    const asked = happen(silent, { is: 'unanswered', key: `k-${A}` });
    expect(paneOf(asked)).toMatchObject({ tone: 'amber', choice: true });
    const back = happen(asked, { is: 'returning', key: `k-${A}` });
    expect(phases(happen(back, { is: 'sold', key: `k-${A}` }))).toEqual(['returning']);
    const cancelled = happen(back, { is: 'cancelled', key: `k-${A}` });
    expect(phases(happen(cancelled, { is: 'sold', key: `k-${A}` }))).toEqual(['cancelled']);
  });

  it('sells offline what it knows, and says what it does not', () => {
    const known = after(scan(A), { is: 'unchecked', serial: A, known: CARD, words: '' });
    expect(paneOf(known)).toMatchObject({ tone: 'ready', words: expect.stringContaining('offline') });
    const unknown = after(scan(A), { is: 'unchecked', serial: A, words: 'No answer.' });
    expect([paneOf(unknown).tone, mayPay(unknown)]).toEqual(['bad', false]);
    expect(phases(happen(unknown, scan(A)))).toEqual(['checking']);
  });

  it('sells after a supervisor has allowed it, under a new key', () => {
    const stopped = after(...ready(A), paid(A), { is: 'refused', serial: A, words: 'x', needs: 'till.receipt_limit' });
    expect(paneOf(stopped)).toMatchObject({ tone: 'bad', needs: 'till.receipt_limit' });
    const allowed = happen(stopped, { is: 'allowed', serial: A });
    expect([phases(allowed), allowed.lines[0]!.key, mayPay(allowed)]).toEqual([['ready'], undefined, true]);
  });

  it('never says both sold and cancelled, never loses a paid card, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.nat(5)), { maxLength: 60 }), (steps) => {
        let sale = newSale('R-0');
        const ends = new Map<string, Phase>();
        for (const [n, [is, at]] of steps.entries()) {
          const open = sale.lines.filter((line) => isOpen({ ...sale, lines: [line] }));
          sale = happen(sale, step(sale, n, is, at));
          // What is open stays on the counter.
          for (const { serial } of open) expect(sale.lines.map((line) => line.serial)).toContain(serial);
          for (const { key, phase } of sale.lines) {
            if (key === undefined || (phase !== 'sold' && phase !== 'cancelled')) continue;
            expect(ends.get(key) ?? phase).toBe(phase);
            ends.set(key, phase);
          }
          expect(new Set(sale.lines.map(({ serial }) => serial)).size).toBe(sale.lines.length);
          expect(paneOf(sale).word).not.toBe('');
        }
      }),
    );
  });
});

function toPhase(phase: 'sending' | 'waiting' | 'unanswered' | 'returning'): readonly Happening[] {
  const key = `k-${A}`;
  const steps: readonly Happening[] = [
    { is: 'repeated', key },
    { is: 'unanswered', key },
    { is: 'returning', key },
  ];
  return steps.slice(0, ['sending', 'waiting', 'unanswered', 'returning'].indexOf(phase));
}

const KINDS = [
  'scanned',
  'checked',
  'refused',
  'unchecked',
  'slow',
  'paid',
  'repeated',
  'unanswered',
  'sold',
  'stored',
  'returning',
  'cancelled',
  'claim',
  'taken off',
  'new customer',
] as const;

/** The nth step made one that fits or does not: about a card, or about a key that is on the counter. */
function step(sale: Sale, n: number, is: (typeof KINDS)[number], at: number): Happening {
  const serial = SERIALS[at % SERIALS.length]!;
  const key = sale.lines[at % Math.max(1, sale.lines.length)]?.key ?? `k-${at}`;
  switch (is) {
    case 'scanned':
      return scan(serial, `R-${n}`);
    case 'checked':
      return { is, serial, card: CARD };
    case 'refused':
      return { is, serial, words: 'no' };
    case 'unchecked':
      return { is, serial, known: CARD, words: '' };
    case 'slow':
    case 'taken off':
      return { is, serial };
    case 'paid':
      return { is, keys: new Map(SERIALS.map((each) => [each, `k-${n}-${each}`])) };
    case 'new customer':
      return { is, receipt: `R-${n}` };
    default:
      return { is, key };
  }
}
