import type { StoredCardState } from '#lib/cards';
import type { Tx } from '#lib/database';

/** A sale of a revoked terminal that stands, with where its card is now. */
export interface SuspectSale {
  readonly cardId: bigint;
  readonly key: string;
  readonly activatedAt: Date;
  readonly cardState: StoredCardState;
}

/** The newest sales of a terminal that stand, since then by our clock: what the till says of the time proves nothing. */
export async function newestSalesSince(
  tx: Tx,
  terminalId: number,
  since: Date,
  rowsMax: number,
): Promise<SuspectSale[]> {
  const rows = await tx.rows<{ card_id: string; key: string; activated_at: Date; state: StoredCardState }>(
    `SELECT a.card_id, a.key, a.activated_at, c.state FROM activation a JOIN card c ON c.id = a.card_id
      WHERE a.terminal_id = $1 AND a.activated_at >= $2 AND a.state = 'active'
      ORDER BY a.activated_at DESC, a.id LIMIT $3`,
    [terminalId, since, rowsMax],
  );
  return rows.map(({ card_id: id, key, activated_at: activatedAt, state }) => ({
    cardId: BigInt(id),
    key,
    activatedAt,
    cardState: state,
  }));
}

/** Their cards, up to `rowsMax` after an id, in the order of ids: the order in which cards are locked. */
export async function cardsSoldSince(
  tx: Tx,
  { terminalId, since }: { readonly terminalId: number; readonly since: Date },
  afterCard: bigint,
  rowsMax: number,
): Promise<bigint[]> {
  const rows = await tx.rows<{ card_id: string }>(
    `SELECT card_id FROM activation WHERE terminal_id = $1 AND activated_at >= $2 AND state = 'active' AND card_id > $3
      ORDER BY card_id LIMIT $4`,
    [terminalId, since, String(afterCard), rowsMax],
  );
  return rows.map(({ card_id: id }) => BigInt(id));
}

export async function insertRevocation(
  tx: Tx,
  revocation: {
    readonly id: string;
    readonly terminalId: number;
    readonly since: Date;
    readonly sales: number;
    readonly revokedBy: string;
  },
): Promise<void> {
  const { id, terminalId, since, sales, revokedBy } = revocation;
  await tx.rows(
    'INSERT INTO terminal_revocation (id, terminal_id, since, sales, revoked_by) VALUES ($1, $2, $3, $4, $5)',
    [id, terminalId, since, sales, revokedBy],
  );
}

/** Revocations of late: a process that had not heard of them may have let sales through for seconds after. */
export async function lateRevocations(
  tx: Tx,
  withinMs: number,
): Promise<{ readonly id: string; readonly terminalId: number; readonly revokedAt: Date }[]> {
  const rows = await tx.rows<{ id: string; terminal_id: number; revoked_at: Date }>(
    `SELECT DISTINCT ON (terminal_id) id, terminal_id, revoked_at FROM terminal_revocation
      WHERE revoked_at > now() - make_interval(secs => $1) ORDER BY terminal_id, revoked_at LIMIT 100`,
    [withinMs / 1000],
  );
  return rows.map(({ id, terminal_id: terminalId, revoked_at: revokedAt }) => ({ id, terminalId, revokedAt }));
}
