import { Injectable } from '@nestjs/common';
import { BulkTransactions } from '#lib/database';
import { account, ofKind } from '#lib/ledger';

/** What one retailer sold, gave back and owes, in one currency. Minor units. */
export interface RetailerBalance {
  readonly retailerId: number;
  readonly name: string;
  readonly currency: string;
  readonly salesMinor: bigint;
  readonly reversalsMinor: bigint;
  readonly voidsMinor: bigint;
  readonly commissionMinor: bigint;
  readonly owedMinor: bigint;
}

/** Where the cards of a batch are (promise 7): the counts add up to `minted`. */
export interface BatchEquation {
  readonly batchId: number;
  readonly minted: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly closes: boolean;
}

/** Cash against cards: what finance looks at first. */
@Injectable()
export class ReconciliationService {
  constructor(private readonly bulk: BulkTransactions) {}

  async retailers(): Promise<RetailerBalance[]> {
    const owner = `CASE WHEN ${ofKind('debit', 'receivable')} THEN debit ELSE credit END - ${account('receivable')}`;
    const rows = await this.bulk.read<Record<string, string>>(
      `SELECT r.id, r.name, t.asset, sum(amount) FILTER (WHERE kind = 'sale') AS sales,
              sum(amount) FILTER (WHERE kind IN ('reversal', 'reversal_late')) AS reversals, sum(amount) FILTER (WHERE kind = 'void') AS voids,
              sum(CASE WHEN kind = 'sale.commission' THEN amount ELSE -amount END) FILTER (WHERE kind LIKE '%.commission') AS commission,
              sum(CASE WHEN ${ofKind('debit', 'receivable')} THEN amount ELSE -amount END) AS owed
         FROM (SELECT *, ${owner} AS retailer FROM transfer WHERE ${ofKind('debit', 'receivable')} OR ${ofKind('credit', 'receivable')}) t
         JOIN retailer r ON r.id = t.retailer GROUP BY r.id, r.name, t.asset ORDER BY r.id, t.asset LIMIT 1000`,
    );
    return rows.map((row) => ({
      retailerId: Number(row['id']),
      name: row['name']!,
      currency: row['asset']!,
      salesMinor: BigInt(row['sales'] ?? 0),
      reversalsMinor: BigInt(row['reversals'] ?? 0),
      voidsMinor: BigInt(row['voids'] ?? 0),
      commissionMinor: BigInt(row['commission'] ?? 0),
      owedMinor: BigInt(row['owed'] ?? 0),
    }));
  }

  async batches(): Promise<BatchEquation[]> {
    const rows = await this.bulk.read<{ id: number; quantity: number; counts: Record<string, number> | null }>(
      `SELECT b.id, b.quantity, (SELECT jsonb_object_agg(place, cards) FROM (
           SELECT CASE WHEN c.state IN ('expired', 'blocked') THEN c.state || CASE WHEN c.activation_id IS NULL THEN '_unsold' ELSE '_sold' END
                       WHEN c.state = 'printed' THEN 'warehouse' ELSE c.state END AS place, count(*) AS cards
             FROM card c WHERE c.id BETWEEN b.id::bigint * 10000000 AND b.id::bigint * 10000000 + 9999999 GROUP BY 1) k) AS counts
         FROM batch b WHERE b.state IN ('minted', 'sealed', 'released', 'frozen', 'closed') ORDER BY b.id DESC LIMIT 1000`,
    );
    return rows.map(({ id, quantity, counts }) => {
      const found = Object.values(counts ?? {}).reduce((sum, cards) => sum + cards, 0);
      return { batchId: id, minted: quantity, counts: counts ?? {}, closes: found === quantity };
    });
  }
}
