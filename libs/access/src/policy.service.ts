import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem } from '#lib/kernel';
import type { Decision } from './approval.entity.js';
import { type DecidedApproval, askApproval, decideApproval } from './approvals.js';
import { recordAudit, staffActor } from './audit.js';
import { fingerprintOf } from './fingerprint.js';

export const POLICY_SET = 'policy.set';

/** Every policy, with what holds until people decide otherwise. */
export const POLICIES = {
  'release.three_people': {
    default: false,
    summary: 'Who approved a batch may not release it either: requester, approver and releaser are three people.',
  },
} as const satisfies Record<string, { readonly default: boolean; readonly summary: string }>;

export type PolicyName = keyof typeof POLICIES;
export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[];

export interface PolicyFacts {
  readonly name: PolicyName;
  readonly summary: string;
  readonly value: boolean;
  /** `null`: nobody ever changed it. */
  readonly since: Date | null;
  readonly setBy: string | null;
  readonly setByName: string | null;
  /** The change that waits for another admin. */
  readonly asked: { readonly approvalId: string; readonly value: boolean } | null;
}

export interface PolicyDecision {
  readonly name: string;
  readonly decidedBy: string;
  readonly decision: Decision;
  readonly reason?: string;
}

/** Rules that the issuer sets itself: one admin asks, another decides; each value has a date and stays as history. */
@Injectable()
export class PolicyService {
  constructor(private readonly transactions: Transactions) {}

  /** What holds now. */
  async get(tx: Tx, name: PolicyName): Promise<boolean> {
    return (await newestOf(tx, name))?.value ?? POLICIES[name].default;
  }

  list(): Promise<PolicyFacts[]> {
    return this.transactions.run(async (tx) => {
      const found: PolicyFacts[] = [];
      for (const name of POLICY_NAMES) found.push(await this.facts(tx, name));
      return found;
    });
  }

  async ask(adminId: string, name: string, value: boolean): Promise<PolicyFacts> {
    return this.transactions.run(async (tx) => {
      const policy = known(name);
      const before = await this.get(tx, policy);
      if (before === value) throw new Problem('request.invalid', 'The policy has that value already.');
      const detail = { name: policy, before, after: value };
      await askApproval(tx, { ...askedFor(policy, value), requestedBy: adminId, role: 'admin', detail });
      await recordAudit(tx, { actor: staffActor(adminId), action: 'policy.ask', subject: subjectOf(policy), detail });
      return this.facts(tx, policy);
    });
  }

  async decide({ name, ...vote }: PolicyDecision): Promise<DecidedApproval> {
    return this.transactions.run(async (tx) => {
      const policy = known(name);
      const asked = await openQuestion(tx, policy);
      if (asked === undefined) throw new Problem('approval.expired', 'Nothing waits for a decision here; ask first.');
      const decided = await decideApproval(tx, { ...askedFor(policy, asked.value), ...vote });
      const approved = vote.decision === 'approved';
      if (approved) {
        await tx.rows('INSERT INTO policy_setting (name, value, set_by) VALUES ($1, $2, $3)', [
          policy,
          JSON.stringify(asked.value),
          staffActor(decided.requestedBy),
        ]);
      }
      await recordAudit(tx, {
        actor: staffActor(vote.decidedBy),
        action: approved ? 'policy.set' : 'policy.reject',
        subject: subjectOf(policy),
        detail: { value: asked.value, askedBy: staffActor(decided.requestedBy) },
      });
      return decided;
    });
  }

  private async facts(tx: Tx, name: PolicyName): Promise<PolicyFacts> {
    const newest = await newestOf(tx, name);
    const { summary, default: fallback } = POLICIES[name];
    return {
      name,
      summary,
      value: newest?.value ?? fallback,
      since: newest?.since ?? null,
      setBy: newest?.set_by ?? null,
      setByName: newest?.set_by_name ?? null,
      asked: (await openQuestion(tx, name)) ?? null,
    };
  }
}

function known(name: string): PolicyName {
  if (!Object.hasOwn(POLICIES, name)) throw new Problem('policy.not_found');
  return name as PolicyName;
}

function subjectOf(name: PolicyName): string {
  return `policy:${name}`;
}

function askedFor(name: PolicyName, value: boolean) {
  return { kind: POLICY_SET, subject: subjectOf(name), requestHash: fingerprintOf(POLICY_SET, { name, value }) };
}

async function newestOf(tx: Tx, name: PolicyName) {
  const [row] = await tx.rows<{ value: boolean; since: Date; set_by: string; set_by_name: string | null }>(
    `SELECT p.value, p.since, p.set_by, s.name AS set_by_name
       FROM policy_setting p LEFT JOIN staff s ON p.set_by = 'staff:' || s.id
      WHERE p.name = $1 AND p.since <= now() ORDER BY p.since DESC, p.id DESC LIMIT 1`,
    [name],
  );
  return row;
}

async function openQuestion(tx: Tx, name: PolicyName) {
  const [row] = await tx.rows<{ approvalId: string; value: boolean }>(
    `SELECT id AS "approvalId", (detail->>'after')::boolean AS value FROM approval
      WHERE kind = $1 AND subject = $2 AND decision IS NULL AND expires_at > now()`,
    [POLICY_SET, subjectOf(name)],
  );
  return row;
}
