import { readFileSync } from 'node:fs';
import {
  CARD_EVENTS,
  CARD_STATES,
  CARD_TRANSITIONS,
  STORED_CARD_STATES,
  foldEvents,
  nextState,
} from './card.states.js';

/** The table of the design, written out: state, event, state. */
const ALLOWED = new Set(
  `minted spoil spoiled · printed ship shipped · printed spoil spoiled · printed block blocked · shipped receive in_store
   shipped return printed · shipped block blocked · in_store activate active · in_store return printed · in_store block blocked
   in_store expire expired · active redeem redeemed · active hold held · active reverse in_store · active reverse_late voided
   active void voided · active replace replaced · active block blocked · active expire expired · held release redeemed
   held reject active · held block blocked · blocked unblock before_block · blocked record_sale blocked
   expired record_sale expired · blocked hold held · expired hold held`
    .split(/\s*(?:·|\n)\s*/)
    .map((line) => line.trim()),
);

describe('the life of a card', () => {
  it.each(CARD_STATES.flatMap((state) => CARD_EVENTS.map((event) => [state, event] as const)))(
    '%s + %s',
    (state, event) => {
      const to = CARD_TRANSITIONS[state][event];
      expect(ALLOWED.has(`${state} ${event} ${to ?? ''}`)).toBe(to !== undefined);
      if (to === undefined) expect([...ALLOWED].some((line) => line.startsWith(`${state} ${event} `))).toBe(false);
    },
  );

  it('stands in the table’s CHECK as it stands here', () => {
    const path = new URL('../../database/src/migrations/1764000002000-cards.ts', import.meta.url);
    const check = /card_state_known CHECK \(state IN\s*\(([^)]*)\)/.exec(readFileSync(path, 'utf8'))![1]!;
    expect([...check.matchAll(/'(\w+)'/g)].map(([, state]) => state)).toEqual([...STORED_CARD_STATES]);
  });

  it('goes back out of blocked to where it was', () => {
    expect(nextState('blocked', 'unblock', 'active')).toBe('active');
    expect(foldEvents(['mint', 'ship', 'receive', 'activate', 'block', 'unblock', 'redeem']).state).toBe('redeemed');
    expect(foldEvents(['mint', 'ship', 'receive', 'block', 'record_sale', 'unblock', 'redeem']).state).toBe('redeemed');
    expect(foldEvents(['mint', 'ship', 'receive', 'expire', 'record_sale']).state).toBe('expired');
    expect(foldEvents(['mint', 'ship', 'receive', 'block', 'record_sale', 'hold', 'reject', 'redeem']).state).toBe(
      'redeemed',
    );
    expect(foldEvents(['mint', 'redeem'])).toEqual({ state: 'printed', forbidden: 'redeem' });
  });
});
