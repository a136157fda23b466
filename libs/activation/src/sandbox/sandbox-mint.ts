import {
  CARDS_A_BATCH,
  type CardRange,
  DigitSource,
  type StoredCardState,
  makePin,
  moveRange,
  recordEvents,
} from '#lib/cards';
import { type Tx, databaseNow } from '#lib/database';
import { invariant, newId } from '#lib/kernel';
import { mintPostings, post } from '#lib/ledger';
import { insertAttempts } from '#lib/risk';
import type { Keyring } from '#lib/runtime';
import { STAGING, type SandboxOutcome } from './outcomes.js';
import { insertSandboxCards } from './sandbox.store.js';

const ACTOR = 'sandbox';
/** Nobody asked for these cards, and nobody approves them: they open no device but a sandbox's own. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const MONTHS = 3;
const PRICE_MINOR = 3_000;
const LIFE_MONTHS = 24;

/** The one plan of sandbox cards: no customer's device is on it, so that none can be renewed with them. */
export const SANDBOX_PLAN = 'sandbox';

export interface Pile {
  readonly storeId: number;
  /** ISO 4217, the retailer's. */
  readonly currency: string;
  readonly outcome: SandboxOutcome;
}

/**
 * A batch of real cards for one outcome at one store, as a mint, a carrier and a stock clerk leave them, in one
 * transaction: every promise of `reup verify` holds for them. Their PINs are drawn and forgotten.
 */
export async function mintPile(tx: Tx, keyring: Keyring, pile: Pile): Promise<void> {
  const { storeId, outcome } = pile;
  const { cards, received, blocked, tried } = STAGING[outcome];
  const range = await mintBatch(tx, keyring, pile);
  const ids = Array.from({ length: cards }, (_, i) => range.firstCard + BigInt(i));
  await ship(tx, range, pile);
  if (blocked) await move(tx, range, 'in_store', 'block', { reason: 'suspected', note: 'made so by the sandbox' });
  if (tried) {
    const tries = ids.map((cardId) => ({ verb: 'preview' as const, channel: 'sandbox', cardId, source: '0.0.0.0' }));
    await insertAttempts(
      tx,
      tries.map((one) => ({ ...one, deviceId: undefined, reason: 'card.not_sold' })),
    );
  }
  invariant(received || !(blocked || tried), 'only what hangs on the peg is blocked or tried');
  await insertSandboxCards(tx, { cardIds: ids, storeId, outcome });
}

async function mintBatch(tx: Tx, keyring: Keyring, { currency, outcome }: Pile): Promise<CardRange> {
  const { cards, batchState, sellByDays } = STAGING[outcome];
  const pepperId = keyring.newestPepperId;
  const [batch] = await tx.rows<{ id: number }>(
    `INSERT INTO batch (id, product_id, quantity, state, months, price_minor, currency, gtin, plan, sell_by, after_sale_months,
                        chunk_size, minted, pepper_id, requested_by, minted_at, sealed_at, released_at, reason)
     SELECT nextval('batch_number'), id, $2, $3, months, price_minor, currency, gtin, plan, current_date + $4::int, after_sale_months,
            $2, $2, $5, $6, now(), now(), now(), $7 FROM product WHERE id = $1 RETURNING id`,
    [
      await sandboxProduct(tx, currency),
      cards,
      batchState,
      sellByDays,
      pepperId,
      NOBODY,
      `cards of a sandbox: ${outcome}`,
    ],
  );
  invariant(batch !== undefined, 'the sandbox product is there');
  const firstCard = BigInt(batch.id) * CARDS_A_BATCH;
  const source = new DigitSource();
  await tx.rows(
    `INSERT INTO card (id, pin_digest, pepper_id, state)
     SELECT $1::bigint + n - 1, digest, $3, 'printed' FROM unnest($2::bytea[]) WITH ORDINALITY AS d (digest, n)`,
    [String(firstCard), Array.from({ length: cards }, () => keyring.digest(pepperId, makePin(source))), pepperId],
  );
  const range = { firstCard, lastCard: firstCard + BigInt(cards - 1) };
  await recordEvents(tx, [{ kind: 'mint', ...range, actor: ACTOR }]);
  const businessDate = (await databaseNow(tx)).toISOString().slice(0, 10);
  await post(tx, mintPostings({ source: newId(), batchId: batch.id, months: MONTHS, cards, businessDate }));
  return range;
}

/** In a box of its own, as every card that lies in a store. */
async function ship(tx: Tx, range: CardRange, { storeId, outcome }: Pile): Promise<void> {
  const { cards, received } = STAGING[outcome];
  await move(tx, range, 'printed', 'ship', undefined, storeId);
  await tx.rows(
    `INSERT INTO consignment (id, store_id, state, first_card, last_card, cards, received, shipped_by, received_by, received_at)
     SELECT $1, $2, CASE WHEN $6 THEN 'received' ELSE 'shipped' END, $3, $4, $5, CASE WHEN $6 THEN $5::int END, $7,
            CASE WHEN $6 THEN $7 END, CASE WHEN $6 THEN now() END`,
    [newId(), storeId, String(range.firstCard), String(range.lastCard), cards, received, ACTOR],
  );
  if (received) await move(tx, range, 'shipped', 'receive', undefined, storeId);
}

async function move(
  tx: Tx,
  range: CardRange,
  from: StoredCardState,
  event: 'ship' | 'receive' | 'block',
  detail?: Readonly<Record<string, string>>,
  storeId?: number,
): Promise<void> {
  const why = detail === undefined ? {} : { detail };
  const where = storeId === undefined ? {} : { storeId };
  await moveRange(tx, { ...range, from, event, actor: ACTOR, ...why, ...where });
}

/** What sandbox cards of a currency sell; made by the first that is asked for. */
async function sandboxProduct(tx: Tx, currency: string): Promise<number> {
  await tx.rows(
    `INSERT INTO product (name, plan, months, price_minor, currency, gtin, shelf_months, after_sale_months)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING`,
    [`Sandbox ${currency}`, SANDBOX_PLAN, MONTHS, PRICE_MINOR, currency, sandboxGtin(currency), LIFE_MONTHS],
  );
  const [row] = await tx.rows<{ id: number }>('SELECT id FROM product WHERE name = $1', [`Sandbox ${currency}`]);
  invariant(row !== undefined, 'a product that was just made is there');
  return row.id;
}

/** A GTIN-14 of GS1's range for use inside one company (prefix 29), one for each currency. */
export function sandboxGtin(currency: string): string {
  const letters = Array.from(currency, (letter) => String(letter.charCodeAt(0) - 64).padStart(2, '0')).join('');
  const digits = `029${letters.padStart(10, '0')}`;
  const sum = Array.from(digits).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
