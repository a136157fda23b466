/** `minted` is shown, not stored: cards are written as `printed`, so that a seal updates no card. */
export const STORED_CARD_STATES = [
  'printed',
  'shipped',
  'in_store',
  'active',
  'held',
  'redeemed',
  'voided',
  'replaced',
  'spoiled',
  'expired',
  'blocked',
] as const;
export type StoredCardState = (typeof STORED_CARD_STATES)[number];
export const CARD_STATES = ['minted', ...STORED_CARD_STATES] as const;
export type CardState = (typeof CARD_STATES)[number];

export const CARD_EVENTS = [
  'mint',
  'spoil',
  'ship',
  'receive',
  'return',
  'activate',
  'record_sale',
  'reverse',
  'reverse_late',
  'void',
  'redeem',
  'hold',
  'release',
  'reject',
  'replace',
  'expire',
  'block',
  'unblock',
] as const;
export type CardEvent = (typeof CARD_EVENTS)[number];

/** `before_block` is the state that the card was blocked out of. */
export type NextState = StoredCardState | 'before_block';

/**
 * The whole life of a card (design §3). A pair that is absent is forbidden. `record_sale`: a till had taken cash for a
 * card that may not move; it stays where it is, sold, and one that is unblocked comes back as `active`. Such a card is never
 * redeemed at once: its `hold` is a person's work.
 */
export const CARD_TRANSITIONS: Readonly<Record<CardState, Readonly<Partial<Record<CardEvent, NextState>>>>> = {
  minted: { spoil: 'spoiled' },
  printed: { ship: 'shipped', spoil: 'spoiled', block: 'blocked' },
  shipped: { receive: 'in_store', return: 'printed', block: 'blocked' },
  in_store: { activate: 'active', return: 'printed', block: 'blocked', expire: 'expired' },
  active: {
    redeem: 'redeemed',
    hold: 'held',
    reverse: 'in_store',
    reverse_late: 'voided',
    void: 'voided',
    replace: 'replaced',
    block: 'blocked',
    expire: 'expired',
  },
  held: { release: 'redeemed', reject: 'active', block: 'blocked' },
  redeemed: {},
  voided: {},
  replaced: {},
  spoiled: {},
  expired: { record_sale: 'expired', hold: 'held' },
  blocked: { unblock: 'before_block', record_sale: 'blocked', hold: 'held' },
};

/** Nothing more is to come of a card in these states, but of an expired one that was sold all the same. */
export const END_STATES: readonly StoredCardState[] = ['redeemed', 'voided', 'replaced', 'spoiled', 'expired'];

/** Where the event leads from there, or `undefined` where it is forbidden. */
export function nextState(
  from: CardState,
  event: CardEvent,
  blockedFrom?: StoredCardState | null,
): StoredCardState | undefined {
  const to = CARD_TRANSITIONS[from][event];
  return to === 'before_block' ? (blockedFrom ?? undefined) : to;
}

/** A card as people speak of it: one of a batch that is not sealed is `minted`. */
export function shownState(stored: StoredCardState, batchSealed: boolean): CardState {
  return stored === 'printed' && !batchSealed ? 'minted' : stored;
}

/** What a card does to the state of its holder when events are folded in order (promise 4). */
export function foldEvents(events: readonly CardEvent[]): {
  readonly state: StoredCardState | undefined;
  readonly forbidden: CardEvent | undefined;
} {
  let state: StoredCardState | undefined;
  let blockedFrom: StoredCardState | null = null;
  for (const event of events) {
    const to: StoredCardState | undefined =
      state === undefined ? (event === 'mint' ? 'printed' : undefined) : nextState(state, event, blockedFrom);
    if (to === undefined) return { state, forbidden: event };
    if (event === 'block') blockedFrom = state!;
    if (event === 'record_sale' && state === 'blocked') blockedFrom = 'active';
    if (event === 'unblock' || event === 'hold') blockedFrom = null;
    state = to;
  }
  return { state, forbidden: undefined };
}
