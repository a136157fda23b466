import { Injectable } from '@nestjs/common';
import { cardsIn, moveRange } from '#lib/cards';
import { BulkTransactions } from '#lib/database';
import { newId } from '#lib/kernel';
import { expireUnsoldPostings, post } from '#lib/ledger';

/** Unsold cards past their batch's shelf life leave the pegs: a sale is refused from the day on, this keeps the books. */
@Injectable()
export class ExpiryService {
  constructor(private readonly bulk: BulkTransactions) {}

  /** Expires what hangs in the stores of every batch whose last day is over everywhere. Gives the number of cards. */
  async sweep(): Promise<number> {
    // A day is over everywhere twelve hours after it is over in Greenwich.
    const batches = await this.bulk.read<{ id: number; months: number; today: string }>(
      `SELECT id, months, current_date::text AS today FROM batch
        WHERE sell_by < (now() AT TIME ZONE 'UTC' - interval '12 hours')::date AND state IN ('released', 'frozen') ORDER BY id LIMIT 1000`,
    );
    let cards = 0;
    for (const batch of batches) cards += await this.expire(batch);
    return cards;
  }

  private async expire({ id, months, today }: { id: number; months: number; today: string }): Promise<number> {
    return this.bulk.run(async (tx) => {
      const source = newId();
      const first = BigInt(id) * 10_000_000n;
      const range = { firstCard: first, lastCard: first + 9_999_999n };
      const runs = await moveRange(tx, {
        ...range,
        from: 'in_store',
        event: 'expire',
        actor: 'system',
        source,
        detail: { because: 'shelf life' },
      });
      const cards = runs.reduce((sum, run) => sum + cardsIn(run), 0);
      if (cards > 0) await post(tx, expireUnsoldPostings({ source, batchId: id, months, cards, businessDate: today }));
      return cards;
    });
  }
}
