import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';
import { subscriberOf } from '#lib/http';
import { Problem } from '#lib/kernel';
import { type SignedIn, openSession } from './access.service.js';
import { deleteSessions, lockPerson, revokeTokens } from './access.store.js';
import { type Decision } from './approval.entity.js';
import { type DecidedApproval, askApproval, decideApproval } from './approvals.js';
import { recordAudit, staffActor } from './audit.js';
import { fingerprintOf } from './fingerprint.js';
import { hashPassword } from './password.js';
import { requireStrong } from './password-rules.js';
import { type OneTimeCode, giveOneTimeCode } from './people.service.js';
import { beginAnew, lockByCode } from './people.store.js';
import { SignInGuesses } from './sign-in-guesses.js';
import { SessionsAndTokens } from './staff-directory.js';

export const STAFF_RECOVERY = 'staff.recovery';

export interface RecoveryDecision {
  readonly staffId: string;
  readonly decidedBy: string;
  readonly decision: Decision;
  readonly reason?: string;
}

export interface Recovery {
  readonly email: string;
  readonly code: string;
  readonly password: string;
  /** Where the try comes from. */
  readonly address: string;
}

/** A lost second factor or password: two people give out a code, and the account begins anew with it. */
@Injectable()
export class RecoveryService {
  constructor(
    private readonly transactions: Transactions,
    private readonly directory: SessionsAndTokens,
    private readonly guesses: SignInGuesses,
  ) {}

  /** One admin asks, never for oneself; the approval's id. */
  async ask(adminId: string, staffId: string): Promise<string> {
    if (adminId === staffId) throw new Problem('approval.same_person', 'Another admin asks for your recovery.');
    return this.transactions.run(async (tx) => {
      const found = await lockPerson(tx, staffId);
      if (found === undefined) throw new Problem('staff.not_found');
      const { email, name, roles } = found.person;
      await recordAudit(tx, { actor: staffActor(adminId), action: 'staff.recovery_ask', subject: staffActor(staffId) });
      return askApproval(tx, {
        ...askedFor(staffId),
        requestedBy: adminId,
        role: 'admin',
        detail: { email, name, roles },
      });
    });
  }

  /** Another admin or an approver decides; the code is shown to them once, for them to hand over. */
  async decide({
    staffId,
    ...vote
  }: RecoveryDecision): Promise<{ readonly approval: DecidedApproval; readonly oneTimeCode?: OneTimeCode }> {
    if (vote.decidedBy === staffId) throw new Problem('approval.same_person', 'Nobody decides about themselves.');
    return this.transactions.run(async (tx) => {
      const found = await lockPerson(tx, staffId);
      if (found === undefined) throw new Problem('staff.not_found');
      const approval = await decideApproval(tx, { ...askedFor(staffId), ...vote });
      const action = vote.decision === 'approved' ? 'staff.recovery_approve' : 'staff.recovery_reject';
      await recordAudit(tx, { actor: staffActor(vote.decidedBy), action, subject: staffActor(staffId) });
      if (vote.decision === 'rejected') return { approval };
      return { approval, oneTimeCode: await giveOneTimeCode(tx, staffId) };
    });
  }

  /**
   * With the code and a new password. Takes away every second factor, session and token of before: whoever had them
   * is out. The session it opens may only set up a second factor. A wrong code and an unknown person are refused alike.
   */
  async recover({ email: typed, code, password, address }: Recovery): Promise<SignedIn> {
    const email = typed.toLowerCase();
    const guess = await this.guesses.begin(email, subscriberOf(address));
    requireStrong(password, { email, name: '' });
    const passwordHash = await hashPassword(password);
    const signedIn = await this.transactions.run(async (tx) => {
      const found = await lockByCode(tx, email, code);
      if (found === undefined) return undefined;
      const { staffId, name, roles } = found;
      requireStrong(password, { email, name });
      await beginAnew(tx, staffId, passwordHash);
      await deleteSessions(tx, staffId);
      await revokeTokens(tx, staffId);
      await recordAudit(tx, { actor: staffActor(staffId), action: 'staff.recover', subject: staffActor(staffId) });
      return openSession(tx, { staffId, email, name, roles }, undefined);
    });
    if (signedIn === undefined) {
      await guess.wrong();
      throw new Problem('recovery.invalid');
    }
    await guess.right();
    await this.guesses.forgetCodes(signedIn.person.staffId);
    this.directory.forgetAll();
    return signedIn;
  }
}

function askedFor(staffId: string) {
  return {
    kind: STAFF_RECOVERY,
    subject: staffActor(staffId),
    requestHash: fingerprintOf(STAFF_RECOVERY, { staffId }),
  };
}
