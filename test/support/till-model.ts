/**
 * A till and its cards as the rules of the trade say they behave, one call after the other: what a real system must look
 * like from outside, whatever the order in which it serves calls that run at once (linearizability, Herlihy and Wing 1990).
 */
export type ModelCall =
  | { readonly kind: 'sell' | 'stored'; readonly till: number; readonly key: number; readonly card: number }
  | { readonly kind: 'reverse' | 'void' | 'status'; readonly till: number; readonly key: number }
  | { readonly kind: 'redeem'; readonly card: number };

interface ModelCard {
  readonly state: 'in_store' | 'active' | 'held' | 'redeemed' | 'voided';
  /** Whether an earlier sale was undone: the next reversal ends the card. */
  readonly undone: boolean;
  /** Whether anyone has tried its PIN. */
  readonly tried: boolean;
  /** A person must look at its redemption. */
  readonly watched: boolean;
}
interface ModelKey {
  readonly card: number | null;
  readonly state: 'active' | 'reversed' | 'voided';
}
export interface ModelState {
  readonly cards: readonly ModelCard[];
  /** By `till key`. */
  readonly keys: Readonly<Record<string, ModelKey>>;
}

export function newModel(cards: number): ModelState {
  const card: ModelCard = { state: 'in_store', undone: false, tried: false, watched: false };
  return { cards: Array.from({ length: cards }, () => card), keys: {} };
}

export interface ModelStep {
  readonly state: ModelState;
  /** What the caller reads. */
  readonly outcome: string;
}

/** One call, alone. */
export function step(state: ModelState, call: ModelCall): ModelStep {
  switch (call.kind) {
    case 'sell':
      return sell(state, call, false);
    case 'stored':
      return sell(state, call, true);
    case 'reverse':
      return reverse(state, call);
    case 'void':
      return takeBack(state, call);
    case 'status':
      return { state, outcome: statusOf(state, call) };
    case 'redeem':
      return redeem(state, call.card);
  }
}

type At = { readonly till: number; readonly key: number };
const nameOf = ({ till, key }: At): string => `${till} ${key}`;

function withCard(state: ModelState, card: number, change: Partial<ModelCard>): ModelState {
  return { ...state, cards: state.cards.map((one, i) => (i === card ? { ...one, ...change } : one)) };
}
function withKey(state: ModelState, at: At, key: ModelKey): ModelState {
  return { ...state, keys: { ...state.keys, [nameOf(at)]: key } };
}

function sell(state: ModelState, call: At & { readonly card: number }, stored: boolean): ModelStep {
  const earlier = state.keys[nameOf(call)];
  if (earlier !== undefined) {
    if (earlier.card === null) return { state, outcome: 'activation.reversed' };
    // Sent online first and stored later, or the other way round: the same sale.
    if (earlier.card !== call.card) return { state, outcome: 'request.key_reused' };
    if (earlier.state === 'active') return { state, outcome: 'sold' };
    return { state, outcome: earlier.state === 'reversed' ? 'activation.reversed' : 'activation.voided' };
  }
  const card = state.cards[call.card]!;
  if (card.state === 'active' || card.state === 'held') return { state, outcome: 'card.already_active' };
  if (card.state === 'redeemed') return { state, outcome: 'card.redeemed' };
  if (card.state === 'voided') return { state, outcome: 'card.voided' };
  if (card.tried && !stored) return { state, outcome: 'card.exposed' };
  const sold = withCard(state, call.card, { state: 'active', watched: card.watched || card.tried });
  return { state: withKey(sold, call, { card: call.card, state: 'active' }), outcome: 'sold' };
}

function reverse(state: ModelState, call: At): ModelStep {
  const earlier = state.keys[nameOf(call)];
  if (earlier === undefined)
    return { state: withKey(state, call, { card: null, state: 'reversed' }), outcome: 'reversed' };
  if (earlier.state === 'reversed') return { state, outcome: 'reversed' };
  if (earlier.state === 'voided') return { state, outcome: 'activation.voided' };
  const card = state.cards[earlier.card!]!;
  if (card.state !== 'active') return { state, outcome: 'card.redeemed' };
  const back = withCard(state, earlier.card!, { state: card.undone ? 'voided' : 'in_store', undone: true });
  return { state: withKey(back, call, { ...earlier, state: 'reversed' }), outcome: 'reversed' };
}

function takeBack(state: ModelState, call: At): ModelStep {
  const earlier = state.keys[nameOf(call)];
  if (earlier === undefined) return { state, outcome: 'activation.not_found' };
  if (earlier.state === 'reversed') return { state, outcome: 'activation.reversed' };
  if (earlier.state === 'voided') return { state, outcome: 'voided' };
  if (state.cards[earlier.card!]!.state !== 'active') return { state, outcome: 'card.redeemed' };
  const ended = withCard(state, earlier.card!, { state: 'voided', undone: true });
  return { state: withKey(ended, call, { ...earlier, state: 'voided' }), outcome: 'voided' };
}

function statusOf(state: ModelState, call: At): string {
  const earlier = state.keys[nameOf(call)];
  if (earlier === undefined) return 'unknown';
  if (earlier.state !== 'active') return earlier.state;
  return state.cards[earlier.card!]!.state === 'active' ? 'active' : 'redeemed';
}

/** By the same customer, on the same device, with the PIN alone. */
function redeem(state: ModelState, index: number): ModelStep {
  const card = state.cards[index]!;
  const tried = withCard(state, index, { tried: true });
  if (card.state === 'active') {
    const to = card.watched ? 'held' : 'redeemed';
    return { state: withCard(tried, index, { state: to }), outcome: to };
  }
  if (card.state === 'redeemed' || card.state === 'held') return { state: tried, outcome: card.state };
  return { state: tried, outcome: 'pin.not_usable' };
}

/** A call that was sent, and what its caller learned: an outcome, nothing (the answer was lost), or it never arrived. */
export interface Observed {
  readonly call: ModelCall;
  readonly outcome: string | undefined;
}

/** The states that the world may be in after calls that ran at once, given what their callers saw; none = impossible. */
export function explain(states: readonly ModelState[], wave: readonly Observed[]): ModelState[] {
  const found = new Map<string, ModelState>();
  for (const state of states) orders(state, wave, found);
  return [...found.values()];
}

function orders(state: ModelState, left: readonly Observed[], found: Map<string, ModelState>): void {
  if (left.length === 0) {
    found.set(JSON.stringify(state), state);
    return;
  }
  left.forEach(({ call, outcome }, i) => {
    const next = step(state, call);
    if (outcome !== undefined && outcome !== next.outcome) return;
    orders(next.state, [...left.slice(0, i), ...left.slice(i + 1)], found);
  });
}
