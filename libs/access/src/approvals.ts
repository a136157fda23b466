import type { Tx } from '#lib/database';
import type { Role } from '#lib/http';
import { Problem, newId } from '#lib/kernel';
import type { Decision } from './approval.entity.js';
import { readOrigin, whyDependent } from './independence.js';

export const APPROVAL_LIFE_S = 24 * 60 * 60;

/** What is asked: the hash binds a decision to exactly this. */
export interface Asked {
  readonly kind: string;
  readonly subject: string;
  readonly requestHash: Buffer;
}

export interface ApprovalRequest extends Asked {
  readonly requestedBy: string;
  /** Who may decide; an approver unless said otherwise. */
  readonly role?: Role;
  /** What whoever decides must see: names, numbers, before and after. Never a secret. */
  readonly detail?: object;
  /** How many others must agree; one person's no is enough. */
  readonly votesNeeded?: 1 | 2;
}

export interface ApprovalDecision extends Asked {
  readonly decidedBy: string;
  readonly decision: Decision;
  readonly reason?: string;
}

/** What a vote came to. */
export interface DecidedApproval {
  /** `false`: agreed, but another person must agree too. */
  readonly complete: boolean;
  readonly id: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly decidedBy: string;
  readonly decision: Decision;
}

interface OpenRow {
  id: string;
  request_hash: Buffer;
  requested_by: string;
  requested_at: Date;
  ran_out: boolean;
  votes_needed: number;
  first_by: string | null;
}

/**
 * Asks for another person's decision. Asked again, it is the same question; asked otherwise, or after it ran out, the
 * old one is closed and the new one takes its place.
 */
export async function askApproval(tx: Tx, request: ApprovalRequest): Promise<string> {
  const open = await lockOpen(tx, request);
  if (open !== undefined) {
    if (!open.ran_out && open.request_hash.equals(request.requestHash)) return open.id;
    await tx.rows(`UPDATE approval SET decision = 'rejected', decided_at = now() WHERE id = $1`, [open.id]);
  }
  const id = newId();
  const made = await tx.rows(
    `INSERT INTO approval (id, kind, subject, request_hash, requested_by, expires_at, role, detail, votes_needed)
     VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 second', $7, $8, $9)
     ON CONFLICT (kind, subject) WHERE decision IS NULL DO NOTHING RETURNING id`,
    [
      id,
      request.kind,
      request.subject,
      request.requestHash,
      request.requestedBy,
      APPROVAL_LIFE_S,
      request.role ?? 'approver',
      request.detail === undefined ? null : JSON.stringify(request.detail),
      request.votesNeeded ?? 1,
    ],
  );
  // Somebody asked in the same moment: theirs is there now.
  return made.length === 1 ? id : askApproval(tx, request);
}

/** Decides what was asked, once, and only by somebody else, who does not owe their account or roles to who asked. */
export async function decideApproval(tx: Tx, decision: ApprovalDecision): Promise<DecidedApproval> {
  const open = await lockOpen(tx, decision);
  if (open === undefined) throw new Problem('approval.expired', 'Nothing waits for a decision here; ask first.');
  if (open.ran_out) throw new Problem('approval.expired');
  if (open.requested_by === decision.decidedBy) throw new Problem('approval.same_person');
  if (!open.request_hash.equals(decision.requestHash)) {
    throw new Problem('approval.expired', 'What was asked for has changed since; ask again.');
  }
  await requireIndependent(tx, open, decision.decidedBy);
  const complete = await vote(tx, open, decision);
  return {
    complete,
    id: open.id,
    requestedBy: open.requested_by,
    requestedAt: open.requested_at,
    decidedBy: decision.decidedBy,
    decision: decision.decision,
  };
}

/** From who asked and from who agreed first: or one person could be both. */
async function requireIndependent(tx: Tx, open: OpenRow, decidedBy: string): Promise<void> {
  const others = [open.requested_by, ...(open.first_by === null ? [] : [open.first_by])];
  const why = whyDependent(await readOrigin(tx, decidedBy), others);
  if (why !== undefined) throw new Problem('approval.same_person', why);
}

/** Whether that was the last vote needed. */
async function vote(tx: Tx, open: OpenRow, { decidedBy, decision, reason }: ApprovalDecision): Promise<boolean> {
  if (decision === 'approved' && open.votes_needed === 2 && open.first_by === null) {
    await tx.rows('UPDATE approval SET first_by = $2, first_at = now() WHERE id = $1', [open.id, decidedBy]);
    return false;
  }
  if (decision === 'approved' && open.first_by === decidedBy) throw new Problem('approval.same_person');
  // Who agreed first and thinks better of it decides alone: the first vote goes.
  const first = open.first_by === decidedBy ? null : open.first_by;
  await tx.rows(
    'UPDATE approval SET decision = $2, decided_by = $3, decided_at = now(), reason = $4, first_by = $5 WHERE id = $1',
    [open.id, decision, decidedBy, reason ?? null, first],
  );
  return true;
}

async function lockOpen(tx: Tx, { kind, subject }: Asked): Promise<OpenRow | undefined> {
  const [row] = await tx.rows<OpenRow>(
    `SELECT id, request_hash, requested_by, requested_at, expires_at <= now() AS ran_out,
            votes_needed, first_by FROM approval
      WHERE kind = $1 AND subject = $2 AND decision IS NULL FOR UPDATE`,
    [kind, subject],
  );
  return row;
}
