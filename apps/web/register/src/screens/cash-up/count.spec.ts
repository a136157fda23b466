import fc from 'fast-check';
import { denominations } from '../../sell/money.js';
import { type CashUp, UNCOUNTED, cashUp, closingOf, sumOf } from './count.js';

const typed = (texts: readonly (readonly [number, string])[]): CashUp =>
  texts.reduce<CashUp>(
    (state, [unit, text]) => cashUp(state, { is: 'counted', of: 'cash', name: String(unit), text }),
    UNCOUNTED,
  );

describe('counting a drawer', () => {
  it('comes to what lies in it, whatever the order and the currency', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('USD', 'EUR', 'GBP', 'HUF', 'JPY'),
        fc.array(fc.nat(99_999), { minLength: 15, maxLength: 15 }),
        fc.boolean(),
        (currency, counts, backwards) => {
          const units = denominations(currency);
          const lines = units.map((unit, i) => [unit, String(counts[i])] as const);
          const { cash } = typed(backwards ? lines.toReversed() : lines);
          const expected = units.reduce((sum, unit, i) => sum + BigInt(unit) * BigInt(counts[i]!), 0n);
          expect(BigInt(sumOf(units, cash))).toBe(expected);
          const { counted } = closingOf({ ...UNCOUNTED, cash }, units, undefined);
          expect(counted.reduce((sum, { unitMinor, count }) => sum + BigInt(unitMinor) * BigInt(count), 0n)).toBe(
            expected,
          );
        },
      ),
    );
  });

  it('takes digits alone, and a field that is emptied counts nothing', () => {
    expect(typed([[100, '1x2 3456789']]).cash).toEqual({ 100: '12345' });
    const emptied = cashUp(typed([[100, '7']]), { is: 'counted', of: 'cash', name: '100', text: '' });
    expect(sumOf([100], emptied.cash)).toBe(0);
    expect(closingOf(emptied, [100], undefined).counted).toEqual([]);
  });

  it('asks for the reason only when the drawer differs, keeps what was counted, and forgets the supervisor’s code', () => {
    const sent = cashUp(typed([[2_000, '7']]), { is: 'typed', what: 'code', text: '4711' });
    expect(closingOf(sent, [2_000], undefined).supervisorCode).toBe('4711');
    const differs = cashUp(sent, { is: 'differs', words: 'The drawer differs; give the reason.' });
    expect(differs).toMatchObject({ step: 'why', code: '', cash: { 2_000: '7' } });
    const again = cashUp(differs, { is: 'step', to: 'cash' });
    expect(again).toMatchObject({ step: 'cash', trouble: undefined, cash: { 2_000: '7' } });
    const lost = cashUp(sent, { is: 'trouble', words: 'No answer.' });
    expect(lost).toMatchObject({ step: 'cash', code: '', trouble: 'No answer.' });
  });

  it('sends cards that were counted, none as 0, and says nothing of those that were not', () => {
    const cards = { '2': '48', '5': '0', '7': '' };
    expect(closingOf({ ...UNCOUNTED, cards, reason: '  a coin fell ' }, [], 'shift-1')).toEqual({
      counted: [],
      cards: [
        { productId: '2', count: 48 },
        { productId: '5', count: 0 },
      ],
      reason: 'a coin fell',
      shiftId: 'shift-1',
    });
  });
});
