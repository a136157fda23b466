import type { Tx } from '#lib/database';
import { account } from './accounts.js';
import type { Transfer } from './postings.js';

/** So much room has a retailer whose debts nobody limits, less what it owes: no sale ever meets the end of it. */
export const UNLIMITED_MINOR = 10n ** 15n;

/** What the sales of a group may put on one retailer's account. */
export interface CreditWant {
  readonly retailerId: number;
  /** At most so much, in minor units of the retailer's currency; 0 where sales are only undone. */
  readonly needMinor: bigint;
  /** Cash was taken already (stored sales): they are booked whether there is room or not. */
  readonly mayOverdraw: boolean;
}

/** One stripe of a retailer's credit, ours until the transaction ends. */
export interface CreditHold {
  readonly retailerId: number;
  readonly stripe: number;
  /** What this stripe has: all of the retailer's room, if that is less than what was asked for. */
  readonly roomMinor: bigint;
  readonly currency: string;
  /** `false`: nobody limits its debts. */
  readonly limited: boolean;
}

/**
 * A stripe of each retailer's credit, after the cards are locked and in the same flight. Sales that run at once get
 * different stripes and wait for nobody while the room is large; near the limit they take turns, so that the sum can't
 * be overdrawn and nobody is refused what there is room for. Every retailer has its stripes, limited or not: what
 * posts to a `receivable` calls this first and `spendCredit` after, each retailer once.
 */
export async function lockCredit(tx: Tx, wants: readonly CreditWant[]): Promise<Map<number, CreditHold>> {
  if (wants.length === 0) return new Map();
  const rows = await tx.rows<{ retailer: number; held: number; room: string; currency: string; limited: boolean }>(
    `SELECT l.retailer, l.held, l.room, r.currency, r.credit_limit_minor IS NOT NULL AS limited
       FROM lock_credit($1::int[], $2::bigint[], $3::boolean[]) AS l JOIN retailer r ON r.id = l.retailer`,
    [
      wants.map(({ retailerId }) => retailerId),
      wants.map(({ needMinor }) => String(needMinor)),
      wants.map(({ mayOverdraw }) => mayOverdraw),
    ],
  );
  return new Map(
    rows.map(({ retailer: retailerId, held: stripe, room, currency, limited }) => [
      retailerId,
      { retailerId, stripe, roomMinor: BigInt(room), currency, limited },
    ]),
  );
}

/** What a retailer owes more when these lines are posted: of a sale its price less commission, of its undoing the mirror. */
export function receivableNet(transfers: readonly Transfer[], retailerId: number): bigint {
  const receivable = account('receivable', retailerId);
  const signed = ({ debit, credit, amount }: Transfer): bigint => {
    if (debit === receivable) return amount;
    return credit === receivable ? -amount : 0n;
  };
  return transfers.reduce((sum, transfer) => sum + signed(transfer), 0n);
}

/** What a group took of a hold; below zero: what it gave back. */
export interface CreditSpending {
  readonly hold: CreditHold;
  /** From `receivableNet` of its postings. */
  readonly netMinor: bigint;
}

/** Takes from stripes that are held. One statement. */
export async function spendCredit(tx: Tx, spendings: readonly CreditSpending[]): Promise<void> {
  const some = spendings.filter(({ netMinor }) => netMinor !== 0n);
  if (some.length === 0) return;
  await tx.rows(
    `WITH spent AS (
       UPDATE retailer_credit c SET room_minor = c.room_minor - s.net
         FROM unnest($1::int[], $2::smallint[], $3::bigint[]) AS s (retailer, stripe, net)
        WHERE c.retailer_id = s.retailer AND c.stripe = s.stripe RETURNING 1)
     SELECT expect_rows((SELECT count(*) FROM spent), $4, 'credit stripes')`,
    [
      some.map(({ hold }) => hold.retailerId),
      some.map(({ hold }) => hold.stripe),
      some.map(({ netMinor }) => String(netMinor)),
      some.length,
    ],
  );
}

/**
 * What a group's commands leave of their retailers' credit, one after the other: the second sees what the first took.
 * Credit is agreed in one currency; in another one a limited retailer has none.
 */
export class CreditUse {
  private readonly netOf = new Map<number, bigint>();

  constructor(private readonly holds: ReadonlyMap<number, CreditHold>) {}

  /** Whether a sale that puts so much on the retailer's account stays within its limit. */
  covers(retailerId: number, currency: string, netMinor: bigint): boolean {
    const hold = this.holds.get(retailerId);
    if (hold === undefined || !hold.limited) return true;
    if (hold.currency !== currency) return false;
    return netMinor <= hold.roomMinor - (this.netOf.get(retailerId) ?? 0n);
  }

  /** A sale's net; below zero: what an undone one gives back. */
  book(retailerId: number, currency: string, netMinor: bigint): void {
    if (this.holds.get(retailerId)?.currency !== currency) return;
    this.netOf.set(retailerId, (this.netOf.get(retailerId) ?? 0n) + netMinor);
  }

  /** For `spendCredit`. */
  get spendings(): CreditSpending[] {
    return [...this.netOf].map(([retailerId, netMinor]) => ({ hold: this.holds.get(retailerId)!, netMinor }));
  }
}

/**
 * Changes what a retailer may still sell by so much: a payment came, or its limit was moved (`UNLIMITED_MINOR` for
 * none). Waits for the sales under way; retailers in the order of their numbers where there are several.
 */
export async function changeCredit(tx: Tx, retailerId: number, byMinor: bigint): Promise<void> {
  const holds = await lockCredit(tx, [{ retailerId, needMinor: 0n, mayOverdraw: true }]);
  await spendCredit(tx, [{ hold: holds.get(retailerId)!, netMinor: -byMinor }]);
}

/** A retailer's credit as it stands, in its own currency. */
export interface RetailerCredit {
  readonly retailerId: number;
  readonly currency: string;
  /** `null`: no limit agreed, so there is no room to tell either. */
  readonly limitMinor: bigint | null;
  /** Below zero: we owe the retailer. */
  readonly owedMinor: bigint;
  /** Below zero: stored sales overdrew it, or the limit was lowered. */
  readonly roomMinor: bigint | null;
  /** Of the limit; above 1 where it is overdrawn. */
  readonly usedShare: number | null;
}

interface CreditRow {
  retailer_id: number;
  currency: string;
  limit_minor: string | null;
  room: string;
}

const CREDIT_SQL = `SELECT r.id AS retailer_id, r.currency, r.credit_limit_minor AS limit_minor, sum(c.room_minor) AS room
  FROM retailer r JOIN retailer_credit c ON c.retailer_id = r.id`;

function toCredit({ retailer_id: retailerId, currency, limit_minor: limit, room }: CreditRow): RetailerCredit {
  if (limit === null) {
    const owedMinor = UNLIMITED_MINOR - BigInt(room);
    return { retailerId, currency, limitMinor: null, owedMinor, roomMinor: null, usedShare: null };
  }
  const [limitMinor, roomMinor] = [BigInt(limit), BigInt(room)];
  const owedMinor = limitMinor - roomMinor;
  return { retailerId, currency, limitMinor, owedMinor, roomMinor, usedShare: Number(owedMinor) / Number(limitMinor) };
}

/** `undefined`: no such retailer. */
export async function creditOf(tx: Tx, retailerId: number): Promise<RetailerCredit | undefined> {
  const [row] = await tx.rows<CreditRow>(`${CREDIT_SQL} WHERE r.id = $1 GROUP BY r.id`, [retailerId]);
  return row === undefined ? undefined : toCredit(row);
}

/** Limited retailers that have used at least so much of their limit, the fullest first. */
export async function creditsAbove(tx: Tx, shareMin: number, rowsMax: number): Promise<RetailerCredit[]> {
  const rows = await tx.rows<CreditRow>(
    `${CREDIT_SQL} WHERE r.credit_limit_minor IS NOT NULL GROUP BY r.id
     HAVING r.credit_limit_minor - sum(c.room_minor) >= $1::numeric * r.credit_limit_minor
      ORDER BY sum(c.room_minor) / r.credit_limit_minor, r.id LIMIT $2`,
    [shareMin, rowsMax],
  );
  return rows.map(toCredit);
}
