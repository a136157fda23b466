import type { JournalSale } from './journal.js';
import { printable } from './printable.js';
import type { QueuedState } from './sale-queue.js';

const sale = (key: string): JournalSale => ({
  key,
  serial: '9700012300045613',
  receipt: `R-${key}`,
  name: '3 months',
  totalMinor: 3_000,
  currency: 'USD',
  at: 0,
});

describe('a slip', () => {
  it('is only for what was sold: never while nobody knows, nor when the money went back', () => {
    const states: readonly QueuedState[] = [
      'sending',
      'unanswered',
      'stored',
      'returning',
      'sold',
      'refused',
      'cancelled',
      'claim',
    ];
    const queue = states.map((state) => ({ key: state, state }));
    const sales = [...states, 'forgotten'].map(sale);
    expect(printable(sales, queue).map(({ key }) => key)).toEqual(['stored', 'sold', 'forgotten']);
  });
});
