import type { Tx } from '#lib/database';
import { newId } from '#lib/kernel';

export interface NewAttempt {
  readonly verb: 'preview' | 'redeem';
  readonly channel: string;
  /** The card whose PIN it was; absent for a guess. */
  readonly cardId: bigint | undefined;
  readonly deviceId: bigint | undefined;
  /** Why it came to nothing; absent where the PIN was usable. */
  readonly reason: string | undefined;
  /** The client's address. */
  readonly source: string;
}

/** Every well-formed try is kept: of a known PIN it says that someone has read it. */
export async function insertAttempts(tx: Tx, attempts: readonly NewAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await tx.rows(
    `INSERT INTO attempt (id, verb, channel, outcome, reason, card_id, device_id, source)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::inet[])`,
    [
      attempts.map(() => newId()),
      attempts.map(({ verb }) => verb),
      attempts.map(({ channel }) => channel),
      attempts.map(({ cardId }) => (cardId === undefined ? 'unknown' : 'known')),
      attempts.map(({ reason }) => reason ?? null),
      attempts.map(({ cardId }) => (cardId === undefined ? null : String(cardId))),
      attempts.map(({ deviceId }) => (deviceId === undefined ? null : String(deviceId))),
      attempts.map(({ source }) => source),
    ],
  );
}

/** When a card's PIN was first and last sent by anyone. Cards that no one tried are left out. */
export interface CardTries {
  readonly cardId: bigint;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Read under the card's lock, which every try of its PIN takes too. */
export async function readTries(tx: Tx, cardIds: readonly bigint[]): Promise<CardTries[]> {
  const rows = await tx.rows<{ card_id: string; first_at: Date; last_at: Date }>(
    'SELECT card_id, min(at) AS first_at, max(at) AS last_at FROM attempt WHERE card_id = ANY($1::bigint[]) GROUP BY card_id',
    [cardIds.map(String)],
  );
  return rows.map((row) => ({ cardId: BigInt(row.card_id), firstAt: row.first_at, lastAt: row.last_at }));
}

/** What support sees of a try: when, by which channel, and why it came to nothing. */
export interface ShownAttempt {
  readonly at: Date;
  readonly verb: 'preview' | 'redeem';
  readonly channel: string;
  readonly reason: string | null;
}

/** The last tries of a card's PIN, newest first. */
export async function attemptsOf(tx: Tx, cardId: bigint, limit: number): Promise<ShownAttempt[]> {
  return tx.rows<ShownAttempt>(
    'SELECT at, verb, channel, reason FROM attempt WHERE card_id = $1 ORDER BY at DESC LIMIT $2',
    [String(cardId), limit],
  );
}
