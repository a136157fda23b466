import { Injectable } from '@nestjs/common';
import { type CardRange, cardId, cardsIn, lockRange, moveRange } from '#lib/cards';
import { BulkTransactions, type Tx } from '#lib/database';
import { newId } from '#lib/kernel';
import { expireUnsoldPostings, post } from '#lib/ledger';

/** Cards that one transaction looks at: sales of the same cards wait no longer than that takes. */
const CARDS_A_MOVE = 100_000;
/** Cards that one sweep looks at: seconds of reading. The next goes on behind them, and begins again behind the last. */
const CARDS_A_SWEEP = 10_000_000;

interface OldBatch {
  readonly id: number;
  readonly months: number;
  readonly quantity: number;
  readonly today: string;
}

/** Unsold cards past their batch's shelf life leave the pegs: a sale is refused from the day on, this keeps the books. */
@Injectable()
export class ExpiryService {
  /** The last batch that was looked at. */
  private after = 0;

  constructor(private readonly bulk: BulkTransactions) {}

  /**
   * Expires what hangs in the stores of batches whose last day is over everywhere; gives the number of cards. Two
   * processes may sweep at once: a card is moved by one of them. A signal ends it between two transactions.
   */
  async sweep(signal?: AbortSignal): Promise<number> {
    let cards = 0;
    for (let looked = 0; looked < CARDS_A_SWEEP && signal?.aborted !== true; ) {
      const batch = await this.nextOld();
      if (batch === undefined) {
        this.after = 0;
        break;
      }
      cards += await this.expire(batch, signal);
      looked += batch.quantity;
      this.after = batch.id;
    }
    return cards;
  }

  private async nextOld(): Promise<OldBatch | undefined> {
    // A day is over everywhere twelve hours after it is over in Greenwich.
    const [batch] = await this.bulk.read<OldBatch>(
      `SELECT id, months, quantity, current_date::text AS today FROM batch
        WHERE sell_by < (now() AT TIME ZONE 'UTC' - interval '12 hours')::date AND state IN ('released', 'frozen')
          AND id > $1 ORDER BY id LIMIT 1`,
      [this.after],
    );
    return batch;
  }

  private async expire(batch: OldBatch, signal?: AbortSignal): Promise<number> {
    let cards = 0;
    for (let from = 0; from < batch.quantity && signal?.aborted !== true; from += CARDS_A_MOVE) {
      const to = Math.min(batch.quantity, from + CARDS_A_MOVE) - 1;
      const part = { firstCard: cardId(batch.id, from), lastCard: cardId(batch.id, to) };
      if (await this.anyHangs(part)) cards += await this.bulk.run((tx) => expirePart(tx, batch, part));
    }
    return cards;
  }

  private async anyHangs({ firstCard, lastCard }: CardRange): Promise<boolean> {
    const found = await this.bulk.read(`SELECT 1 FROM card WHERE id BETWEEN $1 AND $2 AND state = 'in_store' LIMIT 1`, [
      String(firstCard),
      String(lastCard),
    ]);
    return found.length > 0;
  }
}

async function expirePart(tx: Tx, { id, months, today }: OldBatch, part: CardRange): Promise<number> {
  const source = newId();
  await lockRange(tx, part);
  const detail = { because: 'shelf life' };
  const runs = await moveRange(tx, { ...part, from: 'in_store', event: 'expire', actor: 'system', source, detail });
  const cards = runs.reduce((sum, run) => sum + cardsIn(run), 0);
  if (cards > 0) await post(tx, expireUnsoldPostings({ source, batchId: id, months, cards, businessDate: today }));
  return cards;
}
