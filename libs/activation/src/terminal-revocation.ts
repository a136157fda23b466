import { Injectable } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { type StoredCardState, lockCards, serialOf } from '#lib/cards';
import { Transactions, type Tx, databaseNow } from '#lib/database';
import { Problem, newId } from '#lib/kernel';
import { RetailService } from '#lib/retail';
import { watchCards } from '#lib/risk';
import { stageWebhook } from '#lib/webhooks';
import { cardsSoldSince, insertRevocation, lateRevocations, newestSalesSince } from './terminal-revocation.store.js';

/** What the office is shown of the sales; all of them are watched. */
export const REVOKED_SALES_SHOWN = 500;
const CARDS_A_LOCK = 1_000;
/** The months of these have been given away, or the card can't be used: there is nothing to hold. */
const SETTLED: ReadonlySet<StoredCardState> = new Set(['redeemed', 'replaced', 'voided', 'spoiled']);
/** Other processes know a revoked key for two seconds more, and a sale may take seconds: far beyond both. */
const LATE_MS = 10 * 60_000;

export interface Revocation {
  readonly terminalId: number;
  /** From when on its sales are doubted, by our clock. */
  readonly since: Date;
  /** `staff:<id>` */
  readonly revokedBy: string;
}

export interface Revoked {
  /** Sales since then that stand, the newest first; no more than `REVOKED_SALES_SHOWN`. */
  readonly sales: readonly {
    readonly serial: string;
    readonly key: string;
    readonly activatedAt: Date;
    readonly state: StoredCardState;
  }[];
  /** Cards whose redemption waits for a person from now on because of this call. */
  readonly watched: number;
  readonly revokedAt: Date;
}

/** A till that was stolen, or whose key was: nothing that it sends is heard any more, and what it sold of late is held. */
@Injectable()
export class TerminalRevocation {
  constructor(
    private readonly transactions: Transactions,
    private readonly retail: RetailService,
  ) {}

  /**
   * Ends the terminal and all its keys, and has the unredeemed cards that it sold since then wait for a person. Safe to
   * repeat; an earlier `since` watches more. Refuses `terminal.not_found`, and a `since` that lies ahead.
   */
  async revoke(revocation: Revocation): Promise<Revoked> {
    const { revoked, keyIds } = await this.transactions.run((tx) => this.put(tx, revocation));
    this.retail.forgetKeys(keyIds);
    return revoked;
  }

  private async put(
    tx: Tx,
    { terminalId, since, revokedBy }: Revocation,
  ): Promise<{ readonly revoked: Revoked; readonly keyIds: readonly string[] }> {
    if (since > (await databaseNow(tx))) throw new Problem('request.invalid', 'since must not lie ahead.');
    const ended = await this.retail.endTerminal(tx, terminalId);
    const id = newId();
    const { sold, watched } = await watchSales(tx, { terminalId, since }, id);
    await insertRevocation(tx, { id, terminalId, since, sales: sold, revokedBy });
    const facts = { since: since.toISOString(), sales: sold, watched };
    const subject = `terminal:${terminalId}`;
    await recordAudit(tx, { actor: revokedBy, action: 'terminal.revoke', subject, detail: facts });
    if (ended.isNew || watched > 0) {
      const data = { terminalId: String(terminalId), storeId: String(ended.storeId), ...facts };
      await stageWebhook(tx, { retailerId: ended.retailerId, type: 'terminal.revoked', data });
    }
    const sales = await newestSalesSince(tx, terminalId, since, REVOKED_SALES_SHOWN);
    const shown = sales.map(({ cardId, cardState, ...rest }) => ({
      ...rest,
      serial: serialOf(cardId),
      state: cardState,
    }));
    return { revoked: { sales: shown, watched, revokedAt: ended.revokedAt }, keyIds: ended.keyIds };
  }
}

/** For the worker: sales that slipped in while other processes still knew a revoked key. */
@Injectable()
export class LateSales {
  constructor(private readonly transactions: Transactions) {}

  /** Gives how many cards are watched because of it. */
  async sweep(): Promise<number> {
    const revocations = await this.transactions.run((tx) => lateRevocations(tx, LATE_MS));
    let watched = 0;
    for (const { id, terminalId, revokedAt } of revocations) {
      const sales = { terminalId, since: revokedAt };
      watched += (await this.transactions.run((tx) => watchSales(tx, sales, id))).watched;
    }
    return watched;
  }
}

/** Under the cards’ locks, taken in the order of ids: a redemption comes before and is seen, or after and is held. */
async function watchSales(
  tx: Tx,
  sales: { readonly terminalId: number; readonly since: Date },
  source: string,
): Promise<{ readonly sold: number; readonly watched: number }> {
  let [sold, watched, after] = [0, 0, 0n];
  for (;;) {
    const ids = await cardsSoldSince(tx, sales, after, CARDS_A_LOCK);
    const cards = await lockCards(tx, ids);
    const open = cards.filter(({ state }) => !SETTLED.has(state));
    watched += await watchCards(
      tx,
      open.map(({ id }) => ({ cardId: id, reason: 'terminal.revoked' as const, source: `revocation:${source}` })),
    );
    sold += ids.length;
    if (ids.length < CARDS_A_LOCK) return { sold, watched };
    after = ids.at(-1)!;
  }
}
