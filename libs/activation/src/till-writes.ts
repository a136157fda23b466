import { type CardHappening, type CardMove, moveCards, recordEvents, serialOf } from '#lib/cards';
import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';
import { type CreditSpending, type OpenException, type Transfer, openExceptions, post, spendCredit } from '#lib/ledger';
import { stageAll } from '#lib/queue';
import { type NewWatch, type RefusedSaleNote, noteRefusedSales, tillWatchJob, watchCards } from '#lib/risk';
import { type WebhookNews, stageWebhooks } from '#lib/webhooks';
import { type EndedSale, endSales, insertRecords } from './activation.store.js';
import type { KeyRecord, Sale } from './activation.types.js';

/** What a group's decisions come to, gathered command by command and sent once. */
export class TillWrites {
  readonly inserted: KeyRecord[] = [];
  readonly ended: EndedSale[] = [];
  readonly events: CardHappening[] = [];
  readonly transfers: Transfer[] = [];
  readonly exceptions: OpenException[] = [];
  readonly watches: NewWatch[] = [];
  /** Second sales of a sold card. */
  readonly refused: RefusedSaleNote[] = [];
  private readonly undoneInShift: string[] = [];
  private readonly news: WebhookNews[] = [];

  /** Somebody must explain this sale: the retailer is told too, where nobody is at work on it already. */
  explain({ serial, ...exception }: OpenException & { readonly retailerId: number; readonly serial: string }): void {
    const id = newId();
    this.exceptions.push({ ...exception, id });
    const { code, retailerId, storeId, detail } = exception;
    const key = typeof detail?.['key'] === 'string' ? { key: detail['key'] } : {};
    const data = { code, storeId, serial, ...key };
    this.news.push({ retailerId, type: 'sale.exception', data, ofException: id });
  }

  /** Rules look at undone sales of a shift, and the retailer's system learns of every one. */
  tellUndone({ id, key, cardId, retailerId, storeId, terminalId, shiftId, amountMinor, currency, state }: Sale): void {
    if (shiftId !== null) this.undoneInShift.push(id);
    const type = state === 'voided' ? ('activation.voided' as const) : ('activation.reversed' as const);
    const data = { key, serial: serialOf(cardId), storeId, terminalId, amountMinor: Number(amountMinor), currency };
    this.news.push({ retailerId, type, data });
  }

  /** In the order that the constraints need; the caller sends COMMIT behind it. What has nothing to write sends nothing. */
  send(tx: Tx, moves: readonly CardMove[], spendings: readonly CreditSpending[]): Promise<unknown>[] {
    const jobs = this.undoneInShift.map((activationId) => tillWatchJob({ what: 'undone', activationId }));
    return [
      insertRecords(tx, this.inserted),
      endSales(tx, this.ended),
      moveCards(tx, moves),
      recordEvents(tx, this.events),
      post(tx, this.transfers),
      spendCredit(tx, spendings),
      openExceptions(tx, this.exceptions),
      watchCards(tx, this.watches),
      noteRefusedSales(tx, this.refused),
      stageAll(tx, jobs),
      stageWebhooks(tx, this.news),
    ];
  }
}
