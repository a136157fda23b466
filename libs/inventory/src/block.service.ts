import { Injectable } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import {
  CARD_TRANSITIONS,
  type CardRange,
  STORED_CARD_STATES,
  cardsIn,
  inOneBatch,
  moveRange,
  serialOf,
} from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { Problem, newId } from '#lib/kernel';

/** Every state that a card can be blocked out of. */
const BLOCKABLE = STORED_CARD_STATES.filter((state) => CARD_TRANSITIONS[state].block !== undefined);

/** Lost, stolen, damaged, suspected: the cards stop at once, and each remembers what it was blocked out of. */
@Injectable()
export class BlockService {
  constructor(private readonly bulk: BulkTransactions) {}

  /** Blocks what can be blocked in the range; gives the number of cards. Cards at their end stay as they are. */
  async block(range: CardRange, reason: string, staffId: string): Promise<number> {
    if (!inOneBatch(range)) throw new Problem('range.invalid');
    return this.bulk.run(async (tx) => {
      const source = newId();
      const actor = `staff:${staffId}`;
      let cards = 0;
      for (const from of BLOCKABLE) {
        const runs = await moveRange(tx, { ...range, from, event: 'block', actor, source, detail: { reason } });
        cards += runs.reduce((sum, run) => sum + cardsIn(run), 0);
      }
      if (cards === 0) throw new Problem('card.wrong_state', 'No card of the range can be blocked.');
      const detail = { first: serialOf(range.firstCard), last: serialOf(range.lastCard), cards, reason };
      await recordAudit(tx, { actor, action: 'cards.block', subject: source, detail });
      return cards;
    });
  }
}
