import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import type { Role } from '#lib/http';
import { Problem } from '#lib/kernel';
import { createStaff } from './access.service.js';
import { type TokenFacts, disablePerson, listTokens, lockPerson, revokeToken } from './access.store.js';
import { recordAudit, staffActor } from './audit.js';
import { newOneTimeCode } from './one-time-code.js';
import { TOKENS_MAX } from './own-account.service.js';
import { hashPassword } from './password.js';
import { type PersonFacts, listPeople, readPerson, setRecoveryCode, setRoles } from './people.store.js';
import { SessionsAndTokens } from './staff-directory.js';

export interface PersonToCreate {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** A one-time code: whoever has it sets the account's password and its second factor. */
export interface OneTimeCode {
  readonly code: string;
  readonly expiresAt: Date;
}

export interface CreatedPerson extends PersonFacts {
  readonly invitation: OneTimeCode;
}

/** The people who work here, as admins see them. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly transactions: Transactions,
    private readonly directory: SessionsAndTokens,
  ) {}

  /** In the order of their e-mail addresses. */
  list(afterId: string | undefined, rowsMax: number): Promise<PersonFacts[]> {
    return this.transactions.run((tx) => listPeople(tx, afterId, rowsMax));
  }

  get(staffId: string): Promise<PersonFacts> {
    return this.transactions.run((tx) => requireFacts(tx, staffId));
  }

  /** An account that nobody can sign in to, and the code with which its person makes it theirs within a day. */
  async create(adminId: string, { email, name, roles }: PersonToCreate): Promise<CreatedPerson> {
    const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
    return this.transactions.run(async (tx) => {
      const staffId = await createStaff(tx, { email, name, roles, passwordHash, createdBy: adminId });
      const invitation = await giveOneTimeCode(tx, staffId);
      const detail = { email: email.toLowerCase(), name, roles };
      await recordAudit(tx, { ...this.deed(adminId, 'staff.create', staffId), detail });
      return { ...(await requireFacts(tx, staffId)), invitation };
    });
  }

  /** Never one's own: whoever could give themselves a role would be two people. */
  async setRoles(adminId: string, staffId: string, roles: readonly Role[]): Promise<PersonFacts> {
    if (adminId === staffId) throw new Problem('approval.same_person', 'Another admin changes your roles.');
    const changed = await this.transactions.run(async (tx) => {
      const found = await lockPerson(tx, staffId);
      if (found === undefined) throw new Problem('staff.not_found');
      const before = found.person.roles;
      await setRoles(tx, { staffId, roles, by: adminId });
      const detail = { before, after: roles };
      await recordAudit(tx, { ...this.deed(adminId, 'staff.roles', staffId), detail });
      return requireFacts(tx, staffId);
    });
    this.directory.forgetAll();
    return changed;
  }

  /** Ends everything the person is signed in with. Never oneself, so that one admin is always left. */
  async disable(adminId: string, staffId: string): Promise<PersonFacts> {
    if (adminId === staffId) throw new Problem('approval.same_person', 'Another admin disables you.');
    const disabled = await this.transactions.run(async (tx) => {
      const facts = await requireFacts(tx, staffId);
      if (!(await disablePerson(tx, staffId))) return facts;
      await recordAudit(tx, this.deed(adminId, 'staff.disable', staffId));
      return requireFacts(tx, staffId);
    });
    this.directory.forgetAll();
    return disabled;
  }

  tokens(staffId: string): Promise<TokenFacts[]> {
    return this.transactions.run(async (tx) => {
      await requireFacts(tx, staffId);
      return listTokens(tx, staffId, TOKENS_MAX);
    });
  }

  async revokeToken(adminId: string, staffId: string, tokenId: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const name = await revokeToken(tx, staffId, Buffer.from(tokenId, 'hex'));
      if (name === undefined) throw new Problem('token.not_found');
      await recordAudit(tx, { ...this.deed(adminId, 'token.revoke', staffId), detail: { name } });
    });
    this.directory.forgetAll();
  }

  private deed(adminId: string, action: string, staffId: string) {
    return { actor: staffActor(adminId), action, subject: staffActor(staffId) };
  }
}

/** The text is nowhere but in the answer; an earlier one is worth nothing any more. */
export async function giveOneTimeCode(tx: Tx, staffId: string): Promise<OneTimeCode> {
  const code = newOneTimeCode();
  return { code, expiresAt: await setRecoveryCode(tx, staffId, code) };
}

async function requireFacts(tx: Tx, staffId: string): Promise<PersonFacts> {
  const facts = await readPerson(tx, staffId);
  if (facts === undefined) throw new Problem('staff.not_found');
  return facts;
}
