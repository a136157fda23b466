import fc from 'fast-check';
import { ACCOUNT_KINDS, account, accountsOf, readAccount, type AccountKind } from './accounts.js';
import {
  expireUnsoldPostings,
  mintPostings,
  redemptionPostings,
  saleEndPostings,
  salePostings,
  spoilPostings,
  type SaleEnd,
  type SalePosting,
  type Transfer,
} from './postings.js';

const KINDS = Object.keys(ACCOUNT_KINDS) as AccountKind[];
const ENDS: readonly SaleEnd[] = ['reversal', 'reversal_late', 'void'];
const ids = fc.integer({ min: 1, max: 999_999 });
const sales: fc.Arbitrary<SalePosting> = fc
  .record({
    batchId: ids,
    productId: ids,
    retailerId: ids,
    months: fc.integer({ min: 1, max: 24 }),
    amountMinor: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    percent: fc.bigInt({ min: 0n, max: 100n }),
  })
  .map(({ percent, ...sale }) => ({
    ...sale,
    source: 'a sale',
    businessDate: '2027-03-15',
    commissionMinor: (sale.amountMinor * percent) / 100n,
    currency: 'USD',
  }));

/** What the transfers leave, by kind of account and asset: debits less credits, without the zeros. */
function left(transfers: readonly Transfer[]): Record<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { debit, credit, asset, amount } of transfers) {
    for (const [side, signed] of [
      [debit, amount],
      [credit, -amount],
    ] as const) {
      const name = `${readAccount(side).kind} ${asset}`;
      sums.set(name, (sums.get(name) ?? 0n) + signed);
    }
  }
  return some(Object.fromEntries(sums));
}

const some = (sums: Record<string, bigint>) => Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n));
const redeemed = (sale: SalePosting, days: number) =>
  redemptionPostings({ ...sale, source: 'a redemption', deviceId: 77n, days });

describe('account numbers', () => {
  it('are read back as they were made, and lie within their kind', () => {
    const subjects = fc.bigInt({ min: 0n, max: 10n ** 12n - 1n });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), subjects, fc.nat(999), (kind, subject, jurisdiction) => {
        const number = account(kind, subject, jurisdiction);
        expect(readAccount(number)).toEqual({ kind, jurisdiction, subject });
        expect(KINDS.filter((other) => accountsOf(other).first <= number && number <= accountsOf(other).last)).toEqual([
          kind,
        ]);
        expect(number).toBeLessThan(2n ** 63n);
      }),
    );
  });

  it('of no kind and of too long a subject are refused', () => {
    expect(() => account('receivable', 10n ** 12n)).toThrow();
    expect(() => account('receivable', -1n)).toThrow();
    expect(() => readAccount(1n)).toThrow();
  });
});

describe('a card’s postings', () => {
  it('are those of the worked card: 3 months, 30.00 USD, commission 2.40', () => {
    const sale = {
      source: 'a sale',
      businessDate: '2027-03-15',
      batchId: 1,
      productId: 2,
      retailerId: 3,
      months: 3,
      amountMinor: 3_000n,
      commissionMinor: 240n,
      currency: 'USD',
    };
    const lines = [...salePostings(sale), ...redeemed(sale, 92)].map(
      ({ kind, debit, credit, asset, amount }) =>
        `${kind}: ${readAccount(debit).kind} ← ${readAccount(credit).kind} ${amount} ${asset}`,
    );
    expect(lines).toEqual([
      'sale: receivable ← card_liability 3000 USD',
      'sale.commission: commission ← receivable 240 USD',
      'sale.months: month.sold ← month.stock 3 MONTH',
      'redemption: card_liability ← deferred 3000 USD',
      'redemption.months: month.redeemed ← month.sold 3 MONTH',
      'grant.days: day.device ← day.issuer 92 DAY',
    ]);
  });

  it('leave nothing of a sale that was reversed', () => {
    fc.assert(
      fc.property(sales, (sale) => {
        expect(left([...salePostings(sale), ...saleEndPostings('reversal', sale, true)])).toEqual({});
      }),
    );
  });

  it('leave no money of a sale that was voided or reversed late; its months are void', () => {
    fc.assert(
      fc.property(sales, fc.constantFrom<SaleEnd>('reversal_late', 'void'), (sale, end) => {
        const months = BigInt(sale.months);
        expect(left([...salePostings(sale), ...saleEndPostings(end, sale, true)])).toEqual({
          'month.stock MONTH': -months,
          'month.voided MONTH': months,
        });
      }),
    );
  });

  it('leave the retailer its commission of a voided card where it is not clawed back', () => {
    fc.assert(
      fc.property(sales, (sale) => {
        const months = BigInt(sale.months);
        expect(left([...salePostings(sale), ...saleEndPostings('void', sale, false)])).toEqual(
          some({
            'receivable USD': -sale.commissionMinor,
            'commission USD': sale.commissionMinor,
            'month.stock MONTH': -months,
            'month.voided MONTH': months,
          }),
        );
      }),
    );
  });

  it('move a redeemed card’s money to the days still to be served', () => {
    fc.assert(
      fc.property(sales, fc.integer({ min: 28, max: 800 }), (sale, days) => {
        const months = BigInt(sale.months);
        expect(left([...salePostings(sale), ...redeemed(sale, days)])).toEqual(
          some({
            'receivable USD': sale.amountMinor - sale.commissionMinor,
            'commission USD': sale.commissionMinor,
            'deferred USD': -sale.amountMinor,
            'month.stock MONTH': -months,
            'month.redeemed MONTH': months,
            'day.device DAY': BigInt(days),
            'day.issuer DAY': -BigInt(days),
          }),
        );
      }),
    );
  });

  it('have two different sides, an amount, and one kind a source', () => {
    fc.assert(
      fc.property(sales, fc.boolean(), (sale, clawBack) => {
        for (const end of ENDS) {
          const transfers = [...salePostings(sale), ...saleEndPostings(end, sale, clawBack), ...redeemed(sale, 31)];
          expect(transfers.every(({ debit, credit, amount }) => debit !== credit && amount > 0n)).toBe(true);
          expect(new Set(transfers.map(({ source, kind }) => `${source} ${kind}`)).size).toBe(transfers.length);
        }
      }),
    );
  });
});

describe('a sale that was reversed', () => {
  it.each(['reversal', 'reversal_late'] as const)('%s leaves no commission, whatever the retailer’s setting', (end) => {
    fc.assert(
      fc.property(sales, fc.boolean(), (sale, clawBack) => {
        const sums = left([...salePostings(sale), ...saleEndPostings(end, sale, clawBack)]);
        expect(Object.keys(sums).filter((name) => name.endsWith('USD'))).toEqual([]);
      }),
    );
  });
});

describe('a batch’s months', () => {
  it('are all somewhere: minted = spoiled + expired unsold + stock', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), (months, a, b, c) => {
        const of = (cards: number) => ({ source: 'a batch', businessDate: '2027-03-15', batchId: 9, months, cards });
        const sum = (cards: number) => BigInt(months * cards);
        expect(left([...mintPostings(of(a + b + c)), ...spoilPostings(of(a)), ...expireUnsoldPostings(of(b))])).toEqual(
          some({
            'month.issuer MONTH': -sum(a + b + c),
            'month.spoiled MONTH': sum(a),
            'month.expired_unsold MONTH': sum(b),
            'month.stock MONTH': sum(c),
          }),
        );
      }),
    );
  });
});
