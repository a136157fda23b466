import fc from 'fast-check';
import { amount } from '../../sell/money.js';
import { NO_MOVE, readMove } from './move.js';

describe('cash in or out of a drawer', () => {
  it('is sent to the cent as it was typed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('pay_in' as const, 'pay_out' as const, 'drop' as const),
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.constantFrom('USD', 'HUF', 'JPY'),
        (kind, amountMinor, currency) => {
          const form = { kind, sum: ` ${amount(amountMinor, currency)} `, reason: ' change from the bank ' };
          expect(readMove(form, currency)).toEqual({ kind, amountMinor, reason: 'change from the bank' });
        },
      ),
    );
  });

  it('says what is missing', () => {
    expect(readMove(NO_MOVE, 'USD')).toMatch('sum');
    for (const sum of ['0', '0.00', '-5', '5.001', '9700012300045613']) {
      expect(readMove({ ...NO_MOVE, sum, reason: 'x' }, 'USD')).toMatch('sum');
    }
    expect(readMove({ ...NO_MOVE, sum: '20', reason: '  ' }, 'USD')).toMatch('what it is for');
  });
});
