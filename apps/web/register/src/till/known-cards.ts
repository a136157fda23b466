import type { CheckAnswer } from '#lib/till-client';
import type { CardFacts } from '../sell/sale.js';
import type { Keep } from './keep.js';

const NAME = 'batches';
const BATCHES_MAX = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

interface Kept {
  readonly facts: CardFacts;
  readonly at: number;
}

/** What cards of a batch cost, from the last check of one of them: all that a till needs to sell another offline. */
export class KnownCards {
  private constructor(
    private readonly keep: Keep,
    private readonly batches: Map<string, Kept>,
  ) {}

  static async open(keep: Keep): Promise<KnownCards> {
    return new KnownCards(keep, new Map((await keep.get<[string, Kept][]>(NAME)) ?? []));
  }

  /** Of the card's batch, when it was asked about within the last seven days. */
  of(serial: string, now = Date.now()): CardFacts | undefined {
    const found = this.batches.get(batchOf(serial));
    return found !== undefined && now - found.at < 7 * DAY_MS ? found.facts : undefined;
  }

  async learn(answer: CheckAnswer, now = Date.now()): Promise<void> {
    const batch = batchOf(answer.serial);
    this.batches.delete(batch);
    this.batches.set(batch, { facts: factsOf(answer), at: now });
    while (this.batches.size > BATCHES_MAX) this.batches.delete(this.batches.keys().next().value!);
    await this.keep.set(NAME, [...this.batches]);
  }
}

export function factsOf({
  productId,
  productName,
  months,
  amountMinor,
  totalMinor,
  taxes,
  currency,
}: CheckAnswer): CardFacts {
  const name = productName ?? (months === 1 ? '1 month' : `${months} months`);
  return { productId, name, months, amountMinor, totalMinor: totalMinor ?? amountMinor, taxes: taxes ?? [], currency };
}

/** The six digits of a serial that name its batch. */
function batchOf(serial: string): string {
  return serial.slice(2, 8);
}
