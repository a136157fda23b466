import { CARDS_A_BATCH, cardId } from '#lib/cards';
import type { Tx } from '#lib/database';

const PAGE_ROWS = 10_000;

/** Some consecutive cards of a batch, spoiled ones between them not counted. */
export interface GoodPart {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Which cards of a batch are to be printed: all but the spoiled. A bit a card, so that a million are 125 kB. */
export class GoodCards {
  private readonly bad: Uint8Array;
  count: number;

  constructor(private readonly quantity: number) {
    this.bad = new Uint8Array(Math.ceil(quantity / 8));
    this.count = quantity;
  }

  spoil(index: number): void {
    if (!this.has(index)) return;
    this.bad[index >> 3]! |= 1 << (index & 7);
    this.count -= 1;
  }

  has(index: number): boolean {
    return (this.bad[index >> 3]! & (1 << (index & 7))) === 0;
  }

  /** Indexes of the first and the last one; there must be one. */
  get first(): number {
    let index = 0;
    while (!this.has(index)) index += 1;
    return index;
  }

  get last(): number {
    let index = this.quantity - 1;
    while (!this.has(index)) index -= 1;
    return index;
  }

  /** In order, at most so many a part. */
  inParts(cardsMax: number): GoodPart[] {
    const parts: GoodPart[] = [];
    let [first, last, count] = [0, 0, 0];
    for (let index = 0; index < this.quantity; index++) {
      if (!this.has(index)) continue;
      if (count === 0) first = index;
      last = index;
      count += 1;
      if (count < cardsMax) continue;
      parts.push({ first, last, count });
      count = 0;
    }
    return count === 0 ? parts : [...parts, { first, last, count }];
  }
}

export async function readGoodCards(tx: Tx, batchId: number, quantity: number): Promise<GoodCards> {
  const good = new GoodCards(quantity);
  for (let after = cardId(batchId, 0) - 1n; ; ) {
    const rows = await tx.rows<{ id: string }>(
      `SELECT id FROM card WHERE id > $1 AND id <= $2 AND state = 'spoiled' ORDER BY id LIMIT $3`,
      [String(after), String(cardId(batchId, quantity - 1)), PAGE_ROWS],
    );
    for (const { id } of rows) good.spoil(Number(BigInt(id) % CARDS_A_BATCH));
    if (rows.length < PAGE_ROWS) return good;
    after = BigInt(rows.at(-1)!.id);
  }
}
