import { Injectable } from '@nestjs/common';
import { Transactions, entityTx } from '#lib/database';
import { Problem } from '#lib/kernel';
import { isSealed } from './batch.states.js';
import { type CardState, type CardEvent, shownState } from './card.states.js';
import { type CardFacts, historyOf, readCards } from './card.store.js';

/** One line of a card's history. */
export interface CardHistoryLine {
  readonly at: Date;
  readonly event: CardEvent;
  /** `staff:<id>`, `terminal:<id>`, `customer` or `system`. */
  readonly actor: string;
  readonly storeId: number | null;
  /** How many neighbours it happened to as well, the card itself included. */
  readonly cards: number;
  readonly source: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface CardHistory {
  readonly card: CardFacts;
  readonly state: CardState;
  readonly history: readonly CardHistoryLine[];
}

/** What support sees of one card: everything that happened to it, never its PIN. */
@Injectable()
export class CardHistoryService {
  constructor(private readonly transactions: Transactions) {}

  async of(id: bigint): Promise<CardHistory> {
    const tx = entityTx(this.transactions.dataSource.manager);
    const [card] = await readCards(tx, [id]);
    if (card === undefined) throw new Problem('card.not_found');
    const rows = await historyOf(tx, id);
    const history = rows.map(({ at, kind: event, actor, store_id: storeId, cards, source, detail }) => ({
      at,
      event,
      actor,
      storeId,
      cards: Number(cards),
      source,
      detail,
    }));
    return { card, state: shownState(card.state, isSealed(card.batchState)), history };
  }
}
