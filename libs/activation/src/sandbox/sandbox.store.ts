import type { StoredCardState } from '#lib/cards';
import type { Tx } from '#lib/database';
import type { SandboxOutcome } from './outcomes.js';

/** A card as it is handed to a sandbox's till. */
export interface HandedCard {
  readonly cardId: bigint;
  readonly gtin: string;
  readonly months: number;
  readonly priceMinor: bigint;
  readonly currency: string;
}

/** Takes one card off the sandbox's pile; two tills that ask at once get two. `undefined`: the pile is empty. */
export async function takeCard(tx: Tx, storeId: number, outcome: SandboxOutcome): Promise<HandedCard | undefined> {
  const [row] = await tx.rows<{ card_id: string; gtin: string; months: number; price_minor: string; currency: string }>(
    `WITH taken AS (
       UPDATE sandbox_card SET taken_at = now() WHERE card_id = (
         SELECT card_id FROM sandbox_card WHERE store_id = $1 AND outcome = $2 AND taken_at IS NULL
          ORDER BY card_id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING card_id)
     SELECT t.card_id, b.gtin, b.months, b.price_minor, b.currency FROM taken t JOIN batch b ON b.id = t.card_id / 10000000`,
    [storeId, outcome],
  );
  if (row === undefined) return undefined;
  const { card_id, gtin, months, price_minor, currency } = row;
  return { cardId: BigInt(card_id), gtin, months, priceMinor: BigInt(price_minor), currency };
}

/** How many cards were made for the store within a day. */
export async function madeToday(tx: Tx, storeId: number): Promise<number> {
  const [row] = await tx.rows<{ cards: string }>(
    `SELECT count(*) AS cards FROM sandbox_card WHERE store_id = $1 AND made_at > now() - interval '1 day'`,
    [storeId],
  );
  return Number(row!.cards);
}

export async function insertSandboxCards(
  tx: Tx,
  { cardIds, storeId, outcome }: { cardIds: readonly bigint[]; storeId: number; outcome: SandboxOutcome },
): Promise<void> {
  await tx.rows(
    'INSERT INTO sandbox_card (card_id, store_id, outcome) SELECT id, $2, $3 FROM unnest($1::bigint[]) id',
    [cardIds.map(String), storeId, outcome],
  );
}

/** What a sandbox's card is, of a store that has it. */
export interface PlayedCard {
  readonly outcome: SandboxOutcome;
  readonly state: StoredCardState;
  /** Codes of what someone must explain about it, oldest first. */
  readonly exceptions: readonly string[];
}

export async function readPlayed(tx: Tx, storeId: number, cardId: bigint): Promise<PlayedCard | undefined> {
  const [row] = await tx.rows<PlayedCard>(
    `SELECT s.outcome, c.state, ARRAY(SELECT e.code FROM exception e WHERE e.card_id = c.id ORDER BY e.opened_at, e.code LIMIT 20) AS exceptions
       FROM sandbox_card s JOIN card c ON c.id = s.card_id WHERE s.card_id = $1 AND s.store_id = $2`,
    [String(cardId), storeId],
  );
  return row;
}

export async function outcomesOf(tx: Tx, storeId: number, cardIds: readonly bigint[]): Promise<SandboxOutcome[]> {
  const rows = await tx.rows<{ outcome: SandboxOutcome }>(
    'SELECT outcome FROM sandbox_card WHERE card_id = ANY($1::bigint[]) AND store_id = $2 ORDER BY card_id',
    [cardIds.map(String), storeId],
  );
  return rows.map(({ outcome }) => outcome);
}

/** Another PIN for the card, as if it were printed anew. `false`: the store's sandbox has no such card. */
export async function givePin(
  tx: Tx,
  { storeId, cardId, pepperId, digest }: { storeId: number; cardId: bigint; pepperId: number; digest: Buffer },
): Promise<boolean> {
  const rows = await tx.rows(
    `UPDATE card c SET pin_digest = $3, pepper_id = $4 FROM sandbox_card s
      WHERE c.id = $1 AND s.card_id = c.id AND s.store_id = $2 RETURNING c.id`,
    [String(cardId), storeId, digest, pepperId],
  );
  return rows.length === 1;
}

/** Moves a sale back in time. `false`: there is no sale under the key. */
export async function ageSale(tx: Tx, terminalId: number, key: string, minutes: number): Promise<boolean> {
  const rows = await tx.rows(
    `UPDATE activation SET activated_at = activated_at - make_interval(mins => $3)
      WHERE terminal_id = $1 AND key = $2 AND card_id IS NOT NULL RETURNING id`,
    [terminalId, key, minutes],
  );
  return rows.length === 1;
}
