import { BATCH_STATES, BATCH_TRANSITIONS, type Batch, type BatchEvent } from '#lib/cards';
import { type Bindings } from './bindings.store.js';
import {
  approvalDetail,
  chunkSizeOf,
  nextBatchState,
  refuseOpenCards,
  refuseReleaser,
  refuseUnusable,
  requestHash,
} from './batch.policy.js';
import { equationOf } from './equation.js';
import { generatorOf, makesAsApproved } from './generator.js';

const making = { chunkSize: 500, pepperId: 1 };
const batch = {
  id: 117,
  productId: 2,
  quantity: 10_000,
  months: 3,
  priceMinor: 3_000n,
  currency: 'USD',
  gtin: '09506000134352',
  plan: 'home',
  sellBy: '2028-11-24',
  afterSaleMonths: 60,
  requestedBy: 'r',
  approvedBy: 'a',
  ...making,
  generator: generatorOf(making),
} as Pick<Batch, keyof Batch>;
const bindings: Bindings = {
  template: { id: 1, name: 'A4', version: 2, digest: 'ab'.repeat(32), retired: false },
  houseKey: { id: 4, house: 'Gutenberg', fingerprint: '0123456789abcdef'.repeat(4), state: 'confirmed' },
};
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('what an approver agrees to', () => {
  it('is another thing with any other fact of it', () => {
    const hash = requestHash(batch, bindings).toString('hex');
    const others = [
      requestHash({ ...batch, id: 118 }, bindings),
      requestHash({ ...batch, productId: 3 }, bindings),
      requestHash({ ...batch, quantity: 10_001 }, bindings),
      requestHash({ ...batch, priceMinor: 3_001n }, bindings),
      requestHash({ ...batch, sellBy: '2028-11-25' }, bindings),
      requestHash({ ...batch, generator: generatorOf({ ...making, pepperId: 2 }) }, bindings),
      requestHash({ ...batch, generator: null }, bindings),
      requestHash(batch, { ...bindings, template: { ...bindings.template!, digest: 'cd'.repeat(32) } }),
      requestHash(batch, { ...bindings, template: null }),
      requestHash(batch, { ...bindings, houseKey: { ...bindings.houseKey!, fingerprint: 'f'.repeat(64) } }),
      requestHash(batch, { ...bindings, houseKey: null }),
    ].map((other) => other.toString('hex'));
    expect(new Set([hash, ...others]).size).toBe(others.length + 1);
    expect(requestHash({ ...batch, state: 'approved', minted: 5 }, bindings).toString('hex')).toBe(hash);
  });

  it('is shown in words, money as people write it', () => {
    expect(approvalDetail(batch, 'Re-Up 3 months', bindings)).toMatchObject({
      batch: '000117',
      product: 'Re-Up 3 months',
      quantity: 10_000,
      price: 'USD 30.00',
      faceValue: 'USD 300000.00',
      template: { name: 'A4', version: 2 },
      printHouse: { name: 'Gutenberg', fingerprint: expect.stringMatching(/^0123 4567 89ab cdef 0123/) as unknown },
      generator: { digest: { algorithm: 'HMAC-SHA-256', pepperId: 1 }, chunk: { cards: 500 } },
    });
    expect(approvalDetail(batch, 'x', { template: null, houseKey: null })).toMatchObject({
      template: null,
      printHouse: null,
    });
  });

  it('needs a template and a key that are good', () => {
    const { template, houseKey } = bindings as {
      template: NonNullable<Bindings['template']>;
      houseKey: NonNullable<Bindings['houseKey']>;
    };
    expect(codeOf(() => refuseUnusable(bindings))).toBe('none');
    expect(codeOf(() => refuseUnusable({ template: null, houseKey: null }))).toBe('none');
    expect(codeOf(() => refuseUnusable({ template: { ...template, retired: true }, houseKey }))).toBe(
      'template.retired',
    );
    const withKey = (state: typeof houseKey.state) =>
      codeOf(() => refuseUnusable({ template, houseKey: { ...houseKey, state } }));
    expect(withKey('waiting')).toBe('house_key.not_confirmed');
    expect(withKey('rejected')).toBe('house_key.wrong_state');
    expect(withKey('retired')).toBe('house_key.wrong_state');
  });

  it('is how the mint makes the numbers, or it makes none', () => {
    expect(makesAsApproved(batch)).toBe(true);
    expect(makesAsApproved({ ...batch, generator: null })).toBe(true);
    expect(makesAsApproved({ ...batch, pepperId: 2 })).toBe(false);
    expect(makesAsApproved({ ...batch, generator: { ...generatorOf(making), version: 0 } })).toBe(false);
    expect(JSON.stringify(generatorOf(making))).not.toMatch(/[0-9a-f]{32}/);
  });
});

describe('the rules of a batch', () => {
  const events: readonly BatchEvent[] = [
    'approve',
    'reject',
    'cancel',
    'start',
    'pause',
    'resume',
    'fail',
    'finish',
    'seal',
    'release',
    'freeze',
    'unfreeze',
    'close',
  ];

  it('let pass what the table of states has, and name why not', () => {
    for (const state of BATCH_STATES) {
      for (const event of events) {
        const to = BATCH_TRANSITIONS[state][event];
        if (to !== undefined) expect(nextBatchState(state, event)).toBe(to);
        else expect(codeOf(() => nextBatchState(state, event))).toMatch(/^batch\.|^approval\.decided$/);
      }
    }
    expect(codeOf(() => nextBatchState('minted', 'approve'))).toBe('approval.decided');
    expect(codeOf(() => nextBatchState('rejected', 'reject'))).toBe('approval.decided');
    expect(codeOf(() => nextBatchState('cancelled', 'approve'))).toBe('batch.wrong_state');
    expect(codeOf(() => nextBatchState('sealed', 'seal'))).toBe('batch.sealed');
    expect(codeOf(() => nextBatchState('minted', 'release'))).toBe('batch.not_sealed');
  });

  it('want another person to release, and a third where three people are the rule', () => {
    const release = (who: string, three: boolean) => codeOf(() => refuseReleaser(batch, who, three));
    expect(release('r', false)).toBe('approval.same_person');
    expect(release('a', false)).toBe('none');
    expect(release('a', true)).toBe('approval.same_person');
    expect(release('r', true)).toBe('approval.same_person');
    expect(release('x', true)).toBe('none');
  });

  it('close a batch whose cards are all found and all at their end', () => {
    const close = (minted: number, state: 'redeemed' | 'printed', cards: number) =>
      codeOf(() => refuseOpenCards(equationOf({ minted, groups: [{ state, sold: state === 'redeemed', cards }] })));
    expect(close(5, 'redeemed', 5)).toBe('none');
    expect(close(5, 'redeemed', 4)).toBe('batch.cards_open');
    expect(close(5, 'printed', 5)).toBe('batch.cards_open');
  });

  it('cut a mint into chunks of a bounded size', () => {
    expect([1, 999, 20_000, 100_000, 400_000, 1_000_000, 9_999_999].map(chunkSizeOf)).toEqual([
      1_000, 1_000, 1_000, 5_000, 20_000, 20_000, 20_000,
    ]);
  });
});
