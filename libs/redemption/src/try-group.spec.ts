import { type CardFacts, cardId } from '#lib/cards';
import { extend } from '#lib/subscriptions';
import type { CardStanding } from './redemption.store.js';
import type { PinTry } from './redemption.types.js';
import { grantParts } from './granting.js';
import { TryGroup } from './try-group.js';

const NOW = new Date('2026-11-24T12:00:00Z');

function card(batch: number, index: number, state: CardFacts['state']): CardFacts {
  return {
    id: cardId(batch, index),
    state,
    storeId: 1,
    activationId: state === 'active' ? `sale-${index}` : null,
    blockedFrom: null,
    batchState: 'released',
    productId: 1,
    months: 3,
    priceMinor: 3_000n,
    currency: 'USD',
    gtin: '09506000134352',
    plan: 'home',
    sellBy: '2027-11-24',
    afterSaleMonths: 24,
  };
}

function digestOf({ id }: CardFacts): string {
  return id.toString(16).padStart(32, '0');
}

function tried(one: CardFacts): PinTry {
  const digest = Buffer.from(digestOf(one), 'hex');
  const from = { deviceNumber: '15550100', channel: 'web', source: '203.0.113.9' };
  return { verb: 'redeem', digests: [{ pepperId: 1, digest }], ...from };
}

function saleOf({ id, activationId }: CardFacts): CardStanding {
  const sale = { id: activationId!, businessDate: '2026-11-20', amountMinor: 3_000n, currency: 'USD' };
  return { cardId: id, sale: activationId === null ? undefined : sale, standing: undefined, watches: [] };
}

it('holds the cards of a canary’s batch that are tried behind it in the same group, and no others', () => {
  const before = card(117, 1, 'active');
  const canary = card(117, 2, 'spoiled');
  const behind = card(117, 3, 'active');
  const other = card(118, 3, 'active');
  const all = [before, canary, behind, other];
  const group = new TryGroup({
    found: all.map((one) => ({ digest: digestOf(one), card: one })),
    standings: all.map(saleOf),
    devices: [{ id: 7n, number: '15550100', plan: 'home', zone: 'UTC', accountId: null, time: undefined }],
    canaries: new Set([canary.id]),
    now: NOW,
  });
  expect(all.map((one) => group.answer(tried(one)))).toMatchObject([
    { kind: 'redeemed', redemption: { state: 'granted' } },
    { kind: 'refused', code: 'pin.not_usable' },
    { kind: 'redeemed', redemption: { state: 'held', heldBecause: 'batch.frozen' } },
    { kind: 'redeemed', redemption: { state: 'granted' } },
  ]);
});

it('moves the money that the card was sold for, whatever its batch’s price is', () => {
  const one = card(119, 1, 'active');
  const sale = { id: 'sale-1', businessDate: '2026-11-20', amountMinor: 2_500n, currency: 'USD' };
  const device = { id: 7n, number: '15550100', plan: 'home', zone: 'UTC', accountId: null, time: undefined };
  const today = '2026-11-24';
  const extension = extend(device.time, one.months, today);
  const what = { redemptionId: 'r', event: 'redeem', actor: 'customer', detail: {} } as const;
  const { transfers } = grantParts({ card: one, sale, device, today, extension, ...what });
  expect(transfers.find(({ kind }) => kind === 'redemption')).toMatchObject({ amount: 2_500n, asset: 'USD' });
});

describe('a card that a person is to look at', () => {
  const tried1 = (one: CardFacts, watches: CardStanding['watches']) =>
    new TryGroup({
      found: [{ digest: digestOf(one), card: one }],
      standings: [{ ...saleOf(one), watches }],
      devices: [{ id: 7n, number: '15550100', plan: 'home', zone: 'UTC', accountId: null, time: undefined }],
      canaries: new Set(),
      now: NOW,
    }).answer(tried(one));
  const soldAs = (state: CardFacts['state'], sold: boolean): CardFacts => ({
    ...card(120, 1, state),
    activationId: sold ? 'sale-1' : null,
  });

  it.each(['active', 'blocked', 'expired'] as const)('is held when it was sold as %s', (state) => {
    const because = state === 'active' ? 'swap.scan' : (`stored.${state}` as const);
    expect(tried1(soldAs(state, true), [because])).toMatchObject({
      kind: 'redeemed',
      redemption: { state: 'held', heldBecause: because },
    });
  });

  it.each([
    ['blocked', true, []],
    ['blocked', true, ['swap.scan']],
    ['expired', true, ['stored.blocked']],
    ['blocked', false, ['stored.blocked']],
    ['in_store', false, ['swap.scan']],
  ] as const)('is refused as %s (sold: %s) and watched because of %j', (state, sold, watches) => {
    expect(tried1(soldAs(state, sold), watches)).toEqual({ kind: 'refused', code: 'pin.not_usable' });
  });
});
