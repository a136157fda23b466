import { createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BulkTransactions, type Tx } from '#lib/database';
import { Config, Keyring } from '#lib/runtime';
import { AUDIT_ROW_SQL, type AuditRow, GENESIS, type SignedHead, headFits, linkHash, signHead } from './audit-chain.js';
import { appendHeads, headsFileIn, readHeads } from './audit-heads-file.js';

const LINKS_A_TRANSACTION = 2_000;
const TRANSACTIONS_A_RUN = 100;
/**
 * Deeds get their number when they are written, not when they are committed: a late one may have a low number. As far
 * back is looked every time; before a head is signed, all the way.
 */
const LOOK_BACK_IDS = 50_000;
export const HEAD_EVERY_S = 60 * 60;
/** Of the newest links the office is told whether they fit; all of them are `reup verify`'s to prove. */
export const LINKS_LOOKED_AT = 1_000;
const UNLINKED_COUNTED_MAX = 10_000;
const ADVISORY_LOCK = 7_261_001;

export interface ChainState {
  readonly position: string;
  /** Deeds that wait for the worker, counted up to 10,000. */
  readonly unlinked: number;
  /** Whether the newest 1,000 links and the newest signed head fit. */
  readonly verified: boolean;
  readonly head: SignedHead | undefined;
}

interface Tip {
  readonly position: string;
  readonly hash: Buffer;
}

/** Chains the log of deeds and signs where the chain has come to, so that whoever owns the database can't rewrite it unseen. */
@Injectable()
export class AuditChain {
  constructor(
    private readonly transactions: BulkTransactions,
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  /** Chains what was written since, and every hour signs. Several processes may do it at once: one does, the others wait. */
  async run(signal?: AbortSignal): Promise<void> {
    await this.link(LOOK_BACK_IDS, signal);
    if (signal?.aborted === true || !(await this.headIsDue())) return;
    await this.link(undefined, signal);
    await this.sign();
  }

  /** How many deeds it chained. `lookBack`: undefined = looks at every deed, however old. */
  async link(lookBack?: number, signal?: AbortSignal): Promise<number> {
    let linked = 0;
    let after = await this.firstToLookAt(lookBack);
    for (let round = 0; round < TRANSACTIONS_A_RUN && signal?.aborted !== true; round++) {
      const ids = await this.transactions.run((tx) => linkSome(tx, after));
      linked += ids.length;
      if (ids.length < LINKS_A_TRANSACTION) break;
      after = ids.at(-1)!; // a deed that comes late with a lower number is the next run's
    }
    return linked;
  }

  /** Signs the newest link, if it is not signed; then writes what the file outside the database does not have yet. */
  async sign(): Promise<void> {
    await this.transactions.run(async (tx) => {
      await lockChain(tx);
      const tip = await readTip(tx);
      if (tip.position === '0') return;
      const signature = signHead(this.keyring.signer('audit'), tip.position, tip.hash);
      await tx.rows(
        'INSERT INTO audit_head (position, hash, signature) VALUES ($1, $2, $3) ON CONFLICT (position) DO NOTHING',
        [tip.position, tip.hash, signature],
      );
    });
    await this.writeHeads();
  }

  async state(): Promise<ChainState> {
    return this.transactions.run(async (tx) => {
      const { position } = await readTip(tx);
      const head = await newestHead(tx);
      const unlinked = await countUnlinked(tx);
      const verified = (await this.newestFit(tx, position)) && this.fits(head) && (await headIsALink(tx, head));
      return { position, unlinked, verified, head };
    });
  }

  /** The id behind which deeds may wait. */
  private async firstToLookAt(lookBack: number | undefined): Promise<string> {
    if (lookBack === undefined) return '0';
    const [row] = await this.transactions.read<{ id: string }>(
      'SELECT greatest(0, coalesce(max(audit_id), 0) - $1)::text AS id FROM audit_link',
      [lookBack],
    );
    return row!.id;
  }

  private async headIsDue(): Promise<boolean> {
    const [row] = await this.transactions.read<{ due: boolean }>(
      `SELECT EXISTS (SELECT FROM audit_link l WHERE l.position > coalesce((SELECT max(position) FROM audit_head), 0))
          AND NOT EXISTS (SELECT FROM audit_head WHERE signed_at > now() - $1 * interval '1 second') AS due`,
      [HEAD_EVERY_S],
    );
    return row!.due;
  }

  /** A crash between the two leaves the file behind the table: it catches up here. */
  private async writeHeads(): Promise<void> {
    const path = headsFileIn(this.config.home);
    const heads = await readHeads(path);
    const rows = await this.transactions.read<HeadRow>(
      'SELECT position::text, hash, signature, signed_at FROM audit_head WHERE position > $1 ORDER BY position LIMIT 10000',
      [heads.at(-1)?.position ?? '0'],
    );
    await appendHeads(path, rows.map(toHead));
  }

  private async newestFit(tx: Tx, position: string): Promise<boolean> {
    const from = BigInt(position) - BigInt(LINKS_LOOKED_AT);
    const rows = await tx.rows<AuditRow & { hash: Buffer; previous: Buffer | null; position: string }>(
      `SELECT l.position::text, l.hash, lag(l.hash) OVER (ORDER BY l.position) AS previous, row.*
         FROM audit_link l
         LEFT JOIN LATERAL (SELECT ${AUDIT_ROW_SQL} FROM audit a WHERE a.id = l.audit_id OFFSET 0) AS row ON true
        WHERE l.position >= $1 ORDER BY l.position`,
      [String(from < 1n ? 1n : from)],
    );
    return rows.every((row) => {
      const previous = row.position === '1' ? GENESIS : row.previous;
      return previous === null || linkHash(previous, row).equals(row.hash);
    });
  }

  private fits(head: SignedHead | undefined): boolean {
    return head === undefined || headFits(createPublicKey(this.keyring.signer('audit')), head);
  }
}

/**
 * One transaction's share, the ids in their order: under the lock, so that two processes never chain after the same
 * link. How much of the log is chained decides no plan: it is asked id by id.
 */
async function linkSome(tx: Tx, afterId: string): Promise<string[]> {
  await lockChain(tx);
  const rows = await tx.rows<AuditRow>(
    `SELECT ${AUDIT_ROW_SQL} FROM audit a
      WHERE a.id > $1::bigint AND (SELECT l.audit_id FROM audit_link l WHERE l.audit_id = a.id) IS NULL
      ORDER BY a.id LIMIT $2`,
    [afterId, LINKS_A_TRANSACTION],
  );
  const ids = rows.map(({ id }) => id);
  if (rows.length === 0) return ids;
  const tip = await readTip(tx);
  let previous = tip.hash;
  const hashes = rows.map((row) => (previous = linkHash(previous, row)));
  await tx.rows(
    `INSERT INTO audit_link (position, audit_id, hash)
     SELECT $1::bigint + n, id, hash FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS new (id, hash, n)`,
    [tip.position, ids, hashes],
  );
  return ids;
}

async function lockChain(tx: Tx): Promise<void> {
  await tx.rows('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
}

async function readTip(tx: Tx): Promise<Tip> {
  const [row] = await tx.rows<Tip>(
    'SELECT position::text, hash FROM audit_link ORDER BY audit_link.position DESC LIMIT 1',
  );
  return row ?? { position: '0', hash: GENESIS };
}

interface HeadRow {
  position: string;
  hash: Buffer;
  signature: Buffer;
  signed_at: Date;
}

function toHead({ position, hash, signature, signed_at: signedAt }: HeadRow): SignedHead {
  return { position, hash, signature, signedAt };
}

async function newestHead(tx: Tx): Promise<SignedHead | undefined> {
  const [row] = await tx.rows<HeadRow>(
    'SELECT position::text, hash, signature, signed_at FROM audit_head ORDER BY audit_head.position DESC LIMIT 1',
  );
  return row === undefined ? undefined : toHead(row);
}

async function headIsALink(tx: Tx, head: SignedHead | undefined): Promise<boolean> {
  if (head === undefined) return true;
  const [row] = await tx.rows<{ hash: Buffer }>('SELECT hash FROM audit_link WHERE position = $1', [head.position]);
  return row?.hash.equals(head.hash) === true;
}

async function countUnlinked(tx: Tx): Promise<number> {
  const [row] = await tx.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT FROM audit a WHERE a.id > coalesce((SELECT max(audit_id) FROM audit_link) - $1::bigint, 0)
         AND NOT EXISTS (SELECT FROM audit_link l WHERE l.audit_id = a.id) LIMIT $2) AS waiting`,
    [LOOK_BACK_IDS, UNLINKED_COUNTED_MAX],
  );
  return row!.n;
}
