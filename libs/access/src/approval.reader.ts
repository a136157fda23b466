import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';
import type { Role, StaffIdentity } from '#lib/http';
import { Problem } from '#lib/kernel';
import type { Decision } from './approval.entity.js';
import { whyDependent, readOrigin, type AccountOrigin } from './independence.js';

/** Kinds that people of another role may decide too, beside the one that was named when it was asked. */
const ALSO: Readonly<Record<string, readonly Role[]>> = {
  'batch.unfreeze': ['reviewer'],
  'staff.recovery': ['approver'],
};

export interface ApprovalFacts {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly detail: object | null;
  /** Any of them may decide. */
  readonly roles: readonly Role[];
  readonly votesNeeded: number;
  /** How many have agreed. */
  readonly votes: number;
  readonly firstBy: string | null;
  readonly requestedBy: string;
  readonly requestedByName: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly ranOut: boolean;
  readonly decision: Decision | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  /** Why this person may not agree; absent = they may. */
  readonly whyNot?: string;
}

export interface ApprovalSlice {
  readonly waiting: 'mine' | 'all';
  /** Newest first: those asked before this one. */
  readonly before: { readonly requestedAt: string; readonly id: string } | undefined;
  readonly rowsMax: number;
}

interface ApprovalRow {
  id: string;
  kind: string;
  subject: string;
  detail: object | null;
  role: Role;
  votes_needed: number;
  first_by: string | null;
  requested_by: string;
  requested_by_name: string;
  requested_at: Date;
  requested_at_text: string;
  expires_at: Date;
  ran_out: boolean;
  decision: Decision | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  reason: string | null;
}

const SELECT = `SELECT a.id, a.kind, a.subject, a.detail, a.role, a.votes_needed, a.first_by, a.requested_by, a.requested_at,
  a.requested_at::text AS requested_at_text, a.expires_at, a.expires_at <= now() AS ran_out, a.decision, a.decided_by,
  a.decided_at, a.reason, r.name AS requested_by_name, d.name AS decided_by_name
  FROM approval a JOIN staff r ON r.id = a.requested_by LEFT JOIN staff d ON d.id = a.decided_by`;

/** What waits for a decision, and what was decided. */
@Injectable()
export class ApprovalReader {
  constructor(private readonly transactions: Transactions) {}

  /** The newest first. `mine`: only what this person may decide now; `all`: also what ran out and was not asked again. */
  async list(
    viewer: StaffIdentity,
    { waiting, before, rowsMax }: ApprovalSlice,
  ): Promise<(ApprovalFacts & { cursor: string })[]> {
    const mine = waiting === 'mine' ? viewer : undefined;
    return this.transactions.run(async (tx) => {
      const origin = await readOrigin(tx, viewer.staffId);
      const rows = await tx.rows<ApprovalRow>(
        `${SELECT} WHERE a.decision IS NULL
           AND ($1::timestamptz IS NULL OR (a.requested_at, a.id) < ($1::timestamptz, $2::uuid))
           AND ($3::uuid IS NULL OR (a.expires_at > now() AND a.requested_by <> $3 AND a.first_by IS DISTINCT FROM $3
                AND NOT (a.requested_by = ANY ($6::uuid[])) AND NOT (coalesce(a.first_by = ANY ($6::uuid[]), false))
                AND a.subject <> 'staff:' || $3::text AND (a.role = ANY ($4) OR a.kind = ANY ($5))))
         ORDER BY a.requested_at DESC, a.id DESC LIMIT $7`,
        [
          before?.requestedAt ?? null,
          before?.id ?? null,
          mine?.staffId ?? null,
          viewer.roles,
          kindsOpenTo(viewer.roles),
          [...origin.madeBy, ...origin.rolesBy, ...origin.recoveredBy],
          rowsMax,
        ],
      );
      return rows.map((row) => ({ ...toFacts(row, viewer, origin), cursor: `${row.requested_at_text} ${row.id}` }));
    });
  }

  async get(viewer: StaffIdentity, id: string): Promise<ApprovalFacts> {
    return this.transactions.run(async (tx) => {
      const [row] = await tx.rows<ApprovalRow>(`${SELECT} WHERE a.id = $1`, [id]);
      if (row === undefined) throw new Problem('approval.not_found');
      return toFacts(row, viewer, await readOrigin(tx, viewer.staffId));
    });
  }
}

function kindsOpenTo(roles: readonly Role[]): string[] {
  return Object.entries(ALSO)
    .filter(([, also]) => also.some((role) => roles.includes(role)))
    .map(([kind]) => kind);
}

function toFacts(row: ApprovalRow, viewer: StaffIdentity, origin: AccountOrigin): ApprovalFacts {
  const roles = [...new Set([row.role, ...(ALSO[row.kind] ?? [])])];
  const whyNot = whyNotBy(row, roles, viewer, origin);
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    detail: row.detail,
    roles,
    votesNeeded: row.votes_needed,
    votes: row.decision === 'approved' ? row.votes_needed : row.first_by === null ? 0 : 1,
    firstBy: row.first_by,
    requestedBy: row.requested_by,
    requestedByName: row.requested_by_name,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    ranOut: row.ran_out,
    decision: row.decision,
    decidedBy: row.decided_by,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at,
    reason: row.reason,
    ...(whyNot === undefined ? {} : { whyNot }),
  };
}

function whyNotBy(
  row: ApprovalRow,
  roles: readonly Role[],
  viewer: StaffIdentity,
  origin: AccountOrigin,
): string | undefined {
  const { staffId } = viewer;
  if (row.decision !== null) return 'It was decided.';
  if (row.ran_out) return 'It ran out; it must be asked again.';
  if (row.requested_by === staffId) return 'You asked for it; another person must decide.';
  if (row.subject === `staff:${staffId}`) return 'It is about your own account; another person must decide.';
  if (!viewer.roles.some((role) => roles.includes(role))) return `This needs one of the roles: ${roles.join(', ')}.`;
  if (row.first_by === staffId) return 'You agreed already; another person must too.';
  return whyDependent(origin, [row.requested_by, ...(row.first_by === null ? [] : [row.first_by])]);
}
