import { shareOf } from '#lib/kernel';
import fc from 'fast-check';
import { redemptionPostings, saleEndPostings, salePostings } from './postings.js';
import { type CreditHold, CreditUse, receivableNet } from './retailer-credit.js';

const RETAILER = 3;
const hold = (more: Partial<CreditHold> = {}): CreditHold => ({
  retailerId: RETAILER,
  stripe: 0,
  roomMinor: 10_000n,
  currency: 'USD',
  limited: true,
  ...more,
});
const useOf = (more: Partial<CreditHold> = {}): CreditUse => new CreditUse(new Map([[RETAILER, hold(more)]]));
const sale = (amountMinor: bigint, commissionBp: number) => ({
  source: 'a sale',
  businessDate: '2027-03-15',
  batchId: 1,
  productId: 2,
  retailerId: RETAILER,
  months: 3,
  amountMinor,
  commissionMinor: shareOf(amountMinor, commissionBp),
  currency: 'USD',
});
const sales = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.integer({ min: 0, max: 10_000 }))
  .map(([amount, bp]) => sale(amount, bp));

describe('what a retailer owes more', () => {
  it('by a sale is the price less commission, and by its undoing the mirror of it', () => {
    fc.assert(
      fc.property(sales, fc.constantFrom('reversal', 'reversal_late', 'void'), fc.boolean(), (one, end, clawBack) => {
        const net = receivableNet(salePostings(one), RETAILER);
        expect(net).toBe(one.amountMinor - one.commissionMinor);
        const kept = end === 'void' && !clawBack ? one.commissionMinor : 0n;
        expect(receivableNet(saleEndPostings(end, one, clawBack), RETAILER)).toBe(-net - kept);
      }),
    );
  });

  it('is nothing by another’s sale or by a redemption', () => {
    const one = sale(3_000n, 800);
    expect(receivableNet(salePostings(one), 4)).toBe(0n);
    expect(receivableNet(redemptionPostings({ ...one, deviceId: 7n, days: 92 }), RETAILER)).toBe(0n);
  });
});

describe('a group’s use of credit', () => {
  it('never takes more than there is, whatever it gives back in between', () => {
    const nets = fc.array(fc.bigInt({ min: -5_000n, max: 5_000n }), { maxLength: 64 });
    fc.assert(
      fc.property(nets, fc.bigInt({ min: -5_000n, max: 20_000n }), (wanted, roomMinor) => {
        const use = useOf({ roomMinor });
        let left = roomMinor;
        for (const net of wanted) {
          const fits = net <= left;
          expect(use.covers(RETAILER, 'USD', net)).toBe(fits);
          if (!fits && net > 0n) continue;
          use.book(RETAILER, 'USD', net);
          left -= net;
        }
        const [spent] = use.spendings;
        expect(roomMinor - (spent?.netMinor ?? 0n)).toBe(left);
      }),
    );
  });

  it('ends nowhere without a limit, but is booked', () => {
    const use = useOf({ limited: false });
    expect(use.covers(RETAILER, 'USD', 10n ** 12n)).toBe(true);
    use.book(RETAILER, 'USD', 10n ** 12n);
    expect(use.spendings).toEqual([{ hold: hold({ limited: false }), netMinor: 10n ** 12n }]);
  });

  it('knows one currency: another has no credit under a limit, and is never booked', () => {
    expect(useOf().covers(RETAILER, 'EUR', 1n)).toBe(false);
    const use = useOf({ limited: false });
    expect(use.covers(RETAILER, 'EUR', 1n)).toBe(true);
    use.book(RETAILER, 'EUR', 1n);
    expect(use.spendings).toEqual([]);
  });
});
