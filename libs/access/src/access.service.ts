import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { type Role, type StaffIdentity, subscriberOf } from '#lib/http';
import { Problem, invariant, newId } from '#lib/kernel';
import {
  type SignInFacts,
  deleteSession,
  disablePerson,
  findByEmail,
  insertSession,
  insertStaff,
  insertToken,
  lockPerson,
} from './access.store.js';
import { type Deed, recordAudit, staffActor } from './audit.js';
import { PasskeyFactor, type PasskeyPlace, spendPasskey } from './passkey-factor.js';
import { passwordFits } from './password.js';
import { type Guess, SignInGuesses } from './sign-in-guesses.js';
import { SessionsAndTokens } from './staff-directory.js';
import { hashOfToken, newToken } from './token.js';
import { type FactorMethod, TotpFactor } from './totp-factor.js';

/** However busy: twelve hours after signing in a session is over. */
export const SESSION_LIFE_S = 12 * 60 * 60;

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Where the try comes from. */
  readonly address: string;
  /** Absent: passkeys can't be used where the browser reached us. */
  readonly place: PasskeyPlace | undefined;
}

export interface SignedIn {
  /** For the cookie; shown once. */
  readonly token: string;
  readonly person: StaffIdentity;
  readonly expiresAt: Date;
  /** `enrol`: there is none yet, and the session may only set one up. */
  readonly secondFactor: 'done' | 'enrol';
}

/** Staff: signing in and out, being disabled. */
@Injectable()
export class AccessService {
  constructor(
    private readonly transactions: Transactions,
    private readonly directory: SessionsAndTokens,
    private readonly guesses: SignInGuesses,
    private readonly totp: TotpFactor,
    private readonly passkeys: PasskeyFactor,
  ) {}

  /**
   * With a code of the person's app. Refuses a wrong password and an unknown person with the same words after the same
   * time. Without a code, `second_factor.required` tells what may follow; nothing of the password is kept for that.
   */
  async signIn({ code, ...credentials }: Credentials & { readonly code?: string }): Promise<SignedIn> {
    const { guess, person, factors } = await this.provePassword(credentials);
    const { staffId } = person;
    if (!factors.totp && factors.passkeys === 0) {
      const signedIn = await this.openToEnrol(person);
      await guess.right();
      return signedIn;
    }
    if (code === undefined) {
      await guess.undecided();
      throw await this.askForFactor({ person, factors }, credentials.place);
    }
    await this.guesses.countCode(staffId);
    const signedIn = await this.transactions.run(async (tx) =>
      (await this.totp.use(tx, staffId, code)) ? openSession(tx, person, 'totp') : undefined,
    );
    if (signedIn === undefined) {
      await guess.wrong();
      throw new Problem('second_factor.invalid');
    }
    await this.guesses.forgetCodes(staffId);
    await guess.right();
    return signedIn;
  }

  /** With a passkey's answer to the challenge that came with `second_factor.required`. */
  async signInWithPasskey({
    response,
    ...credentials
  }: Credentials & { readonly response: unknown }): Promise<SignedIn> {
    const { guess, person } = await this.provePassword(credentials);
    try {
      const proved = await this.passkeys.checkProof(person.staffId, 'sign_in', response, requirePlace(credentials));
      const signedIn = await this.transactions.run(async (tx) => {
        if (!(await spendPasskey(tx, proved))) throw new Problem('second_factor.invalid');
        return openSession(tx, person, 'passkey');
      });
      await guess.right();
      return signedIn;
    } catch (error) {
      if (error instanceof Problem && error.code === 'second_factor.invalid') await guess.wrong();
      throw error;
    }
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

  private async provePassword({
    email: typed,
    password,
    address,
  }: Credentials): Promise<SignInFacts & { readonly guess: Guess }> {
    const email = typed.toLowerCase();
    const guess = await this.guesses.begin(email, subscriberOf(address));
    const found = await this.transactions.run((tx) => findByEmail(tx, email));
    if (!(await passwordFits(found?.passwordHash, password)) || found === undefined) {
      await guess.wrong();
      throw new Problem('credentials.invalid');
    }
    return { ...found, guess };
  }

  private async askForFactor(
    { person, factors }: Pick<SignInFacts, 'person' | 'factors'>,
    place: PasskeyPlace | undefined,
  ): Promise<Problem> {
    const passkey =
      place === undefined ? undefined : await this.passkeys.proveOptions(person.staffId, 'sign_in', place);
    const methods: FactorMethod[] = [
      ...(factors.totp ? (['totp'] as const) : []),
      ...(passkey === undefined ? [] : (['passkey'] as const)),
    ];
    const detail =
      methods.length > 0
        ? undefined
        : 'Your second factor is a passkey: open the office by its host name with https (or as localhost).';
    return new Problem('second_factor.required', detail, {
      members: { methods, ...(passkey === undefined ? {} : { passkey }) },
    });
  }

  /** Whoever has a factor by now needs it: the row is held while that is looked at. */
  private openToEnrol(person: StaffIdentity): Promise<SignedIn> {
    return this.transactions.run(async (tx) => {
      const now = await lockPerson(tx, person.staffId);
      if (now === undefined) throw new Problem('credentials.invalid');
      if (now.factors.totp || now.factors.passkeys > 0) throw new Problem('second_factor.required');
      return openSession(tx, person, undefined);
    });
  }
}

/** A new session; `by`: with which second factor, `undefined` = none, to set one up. */
export async function openSession(tx: Tx, person: StaffIdentity, by: FactorMethod | undefined): Promise<SignedIn> {
  const { staffId } = person;
  const token = newToken();
  const proved = by !== undefined;
  await recordAudit(tx, { ...deedOf(staffId, 'session.open'), detail: { secondFactor: by ?? 'none yet' } });
  const expiresAt = await insertSession(tx, { tokenHash: hashOf(token), staffId, lifeS: SESSION_LIFE_S, proved });
  return { token, person, expiresAt, secondFactor: proved ? 'done' : 'enrol' };
}

export function requirePlace({ place }: { readonly place: PasskeyPlace | undefined }): PasskeyPlace {
  if (place === undefined) {
    throw new Problem('second_factor.invalid', 'Passkeys need the office’s host name and https (or localhost).');
  }
  return place;
}

export interface StaffToCreate {
  readonly email: string;
  readonly name: string;
  /** From `hashPassword`, made before the transaction: it takes its time. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  /** Who makes the account, where a person does. */
  readonly createdBy?: string;
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
export function deedOf(staffId: string, action: string): Deed {
  return { actor: staffActor(staffId), action, subject: staffActor(staffId) };
}

export function hashOf(token: string): Buffer {
  const hash = hashOfToken(token);
  invariant(hash !== undefined, 'a token that was just made is one');
  return hash;
}
