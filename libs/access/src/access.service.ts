import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { type Role, type StaffIdentity, subscriberOf } from '#lib/http';
import { Problem, invariant, newId } from '#lib/kernel';
import { deleteSession, disablePerson, findByEmail, insertSession, insertStaff, insertToken } from './access.store.js';
import { type Deed, recordAudit, staffActor } from './audit.js';
import { passwordFits } from './password.js';
import { SignInGuesses } from './sign-in-guesses.js';
import { SessionsAndTokens } from './staff-directory.js';
import { hashOfToken, newToken } from './token.js';

/** However busy: twelve hours after signing in a session is over. */
export const SESSION_LIFE_S = 12 * 60 * 60;

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Where the try comes from. */
  readonly address: string;
}

export interface SignedIn {
  /** For the cookie; shown once. */
  readonly token: string;
  readonly person: StaffIdentity;
  readonly expiresAt: Date;
}

/** Staff: signing in and out, being made and disabled. */
@Injectable()
export class AccessService {
  private readonly guesses = new SignInGuesses();

  constructor(
    private readonly transactions: Transactions,
    private readonly directory: SessionsAndTokens,
  ) {}

  /** Refuses a wrong password and an unknown person with the same words after the same time. */
  async signIn({ email: typed, password, address }: Credentials): Promise<SignedIn> {
    const email = typed.toLowerCase();
    const place = subscriberOf(address);
    await this.guesses.count(email, place);
    const found = await this.transactions.run((tx) => findByEmail(tx, email));
    if (!(await passwordFits(found?.passwordHash, password)) || found === undefined) {
      throw new Problem('credentials.invalid');
    }
    await this.guesses.forget(email, place);
    const { person } = found;
    const token = newToken();
    const expiresAt = await this.transactions.run(async (tx) => {
      await recordAudit(tx, deedOf(person.staffId, 'session.open'));
      return insertSession(tx, hashOf(token), person.staffId, SESSION_LIFE_S);
    });
    return { token, person, expiresAt };
  }

  /** Ends the session, at once in this process and within two seconds in the others. Of no session it does nothing. */
  async signOut(token: string): Promise<void> {
    const hash = hashOfToken(token);
    if (hash === undefined) return;
    await this.transactions.run(async (tx) => {
      const staffId = await deleteSession(tx, hash);
      if (staffId === undefined) return;
      await recordAudit(tx, deedOf(staffId, 'session.close'));
    });
    this.directory.forget(hash);
  }

  /** Ends everything the person is signed in with. */
  async disable(staffId: string, actor: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (await disablePerson(tx, staffId)) {
        await recordAudit(tx, { actor, action: 'staff.disable', subject: `staff:${staffId}` });
      }
    });
    this.directory.forgetAll();
  }
}

export interface StaffToCreate {
  readonly email: string;
  readonly name: string;
  /** From `hashPassword`, made before the transaction: it takes its time. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
}

/** Makes a person; their id. */
export async function createStaff(tx: Tx, staff: StaffToCreate): Promise<string> {
  const id = newId();
  const made = await insertStaff(tx, { id, ...staff, email: staff.email.toLowerCase() });
  if (!made) throw new Problem('name.taken', 'Somebody has this e-mail address.');
  return id;
}

export interface TokenToIssue {
  readonly staffId: string;
  readonly name: string;
  readonly expiresAt: Date;
}

/** Makes a personal access token; the text is shown this once. */
export async function issueToken(tx: Tx, { staffId, name, expiresAt }: TokenToIssue): Promise<string> {
  const token = newToken();
  await insertToken(tx, { hash: hashOf(token), staffId, name, expiresAt });
  return token;
}

/** No address: the log of deeds is kept ten years, addresses ninety days. */
function deedOf(staffId: string, action: string): Deed {
  return { actor: staffActor(staffId), action, subject: staffActor(staffId) };
}

function hashOf(token: string): Buffer {
  const hash = hashOfToken(token);
  invariant(hash !== undefined, 'a token that was just made is one');
  return hash;
}
