import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { type StaffIdentity, subscriberOf } from '#lib/http';
import { Problem } from '#lib/kernel';
import { type SignedIn, deedOf, hashOf, issueToken, requirePlace } from './access.service.js';
import {
  type Factors,
  type SignInFacts,
  deleteSessions,
  listTokens,
  lockPerson,
  renewSession,
  revokeToken,
  setPassword,
  type TokenFacts,
} from './access.store.js';
import { recordAudit } from './audit.js';
import {
  PasskeyFactor,
  type PasskeyFacts,
  type PasskeyPlace,
  type ProvedPasskey,
  deletePasskey,
  insertPasskey,
  listPasskeys,
  spendPasskey,
  toPasskeyFacts,
} from './passkey-factor.js';
import { hashPassword, passwordFits } from './password.js';
import { requireStrong } from './password-rules.js';
import { type Guess, SignInGuesses } from './sign-in-guesses.js';
import { SessionsAndTokens } from './staff-directory.js';
import { newToken } from './token.js';
import { TotpFactor, type TotpToShow } from './totp-factor.js';

export const TOKEN_DAYS_MAX = 365;
export const TOKENS_MAX = 20;

/** A signed-in browser: whose, with which token, from where. */
export interface OwnSession {
  readonly staff: StaffIdentity;
  readonly token: string;
  readonly address: string;
  readonly place: PasskeyPlace | undefined;
}

export interface OwnFactors extends Factors {
  readonly keys: readonly PasskeyFacts[];
}

/** A second factor, as it was given: a code, or a passkey's answer. */
export type Proof = { readonly code: string } | { readonly response: unknown };

export interface TokenWish {
  readonly name: string;
  readonly days: number;
}

/** What people do with their own account, in a browser that is signed in: never with an access token. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly transactions: Transactions,
    private readonly directory: SessionsAndTokens,
    private readonly guesses: SignInGuesses,
    private readonly totp: TotpFactor,
    private readonly passkeys: PasskeyFactor,
  ) {}

  async factors(staffId: string): Promise<OwnFactors> {
    return this.transactions.run(async (tx) => {
      const { factors } = await requirePerson(tx, staffId);
      return { ...factors, keys: (await listPasskeys(tx, staffId)).map(toPasskeyFacts) };
    });
  }

  /** A secret to put into an app. It counts once a code of it was confirmed. */
  async startTotp({ staff }: OwnSession): Promise<TotpToShow> {
    return this.transactions.run(async (tx) => {
      mayEnrol(staff, await requirePerson(tx, staff.staffId));
      return this.totp.start(tx, staff);
    });
  }

  async confirmTotp(session: OwnSession, code: string): Promise<SignedIn> {
    await this.guesses.countCode(session.staff.staffId);
    const renewed = await this.renew(session, async (tx, facts) => {
      mayEnrol(session.staff, facts);
      await this.totp.confirm(tx, session.staff.staffId, code);
      await recordAudit(tx, deedOf(session.staff.staffId, 'totp.add'));
    });
    await this.guesses.forgetCodes(session.staff.staffId);
    return renewed;
  }

  async startPasskey(session: OwnSession): Promise<PublicKeyCredentialCreationOptionsJSON> {
    await this.transactions.run(async (tx) => mayEnrol(session.staff, await requirePerson(tx, session.staff.staffId)));
    return this.passkeys.enrolOptions(session.staff, requirePlace(session));
  }

  async addPasskey(session: OwnSession, name: string, response: unknown): Promise<SignedIn> {
    const { staffId } = session.staff;
    const added = await this.passkeys.checkEnrolment(staffId, name, response, requirePlace(session));
    return this.renew(session, async (tx, facts) => {
      mayEnrol(session.staff, facts);
      const id = await insertPasskey(tx, staffId, added);
      await recordAudit(tx, { ...deedOf(staffId, 'passkey.add'), detail: { name, id } });
    });
  }

  /** Never the last second factor: whoever has none has an account that only a password guards. */
  async removePasskey({ staff: { staffId } }: OwnSession, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const { factors } = await requirePerson(tx, staffId);
      const name = await deletePasskey(tx, staffId, id);
      if (name === undefined) throw new Problem('passkey.not_found');
      if (!factors.totp && factors.passkeys === 1) throw new Problem('second_factor.last');
      await recordAudit(tx, { ...deedOf(staffId, 'passkey.remove'), detail: { name, id } });
    });
  }

  async stepUpOptions({ staff, ...session }: OwnSession): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const options = await this.passkeys.proveOptions(staff.staffId, 'step_up', requirePlace(session));
    if (options === undefined) throw new Problem('passkey.not_found', 'You have no passkey; send a code.');
    return options;
  }

  /** The second factor once more: the session goes on under a new token. */
  async stepUp(session: OwnSession, proof: Proof): Promise<SignedIn> {
    const { staffId } = session.staff;
    const guess = await this.begin(session);
    try {
      if ('code' in proof) await this.guesses.countCode(staffId);
      const key = 'code' in proof ? undefined : await this.provedBy(session, proof.response);
      const renewed = await this.renew(session, async (tx) => {
        const right =
          key === undefined
            ? await this.totp.use(tx, staffId, (proof as { code: string }).code)
            : await spendPasskey(tx, key);
        if (!right) throw new Problem('second_factor.invalid');
        await recordAudit(tx, {
          ...deedOf(staffId, 'session.step_up'),
          detail: { secondFactor: key === undefined ? 'totp' : 'passkey' },
        });
      });
      if ('code' in proof) await this.guesses.forgetCodes(staffId);
      await guess.right();
      return renewed;
    } catch (error) {
      await wrongIf(error, 'second_factor.invalid', guess);
      throw error;
    }
  }

  /** Ends the person's other sessions: whoever knew the old password is out. */
  async changePassword(session: OwnSession, current: string, wanted: string): Promise<SignedIn> {
    const { staffId, email, name } = session.staff;
    requireStrong(wanted, { email, name });
    const guess = await this.begin(session);
    const { passwordHash: before } = await this.transactions.run((tx) => requirePerson(tx, staffId));
    if (!(await passwordFits(before, current))) {
      await guess.wrong();
      throw new Problem('credentials.invalid', 'The present password is wrong.');
    }
    await guess.right();
    const passwordHash = await hashPassword(wanted);
    return this.renew({ ...session, proved: false }, async (tx, facts) => {
      if (facts.passwordHash !== before) throw new Problem('credentials.invalid', 'It was changed meanwhile.');
      await setPassword(tx, staffId, passwordHash);
      await deleteSessions(tx, staffId, hashOf(session.token));
      await recordAudit(tx, deedOf(staffId, 'password.change'));
    });
  }

  async tokens(staffId: string): Promise<TokenFacts[]> {
    return this.transactions.run((tx) => listTokens(tx, staffId, TOKENS_MAX));
  }

  /** Only for oneself: who could make another's token could be two people. */
  async makeToken(
    { staff: { staffId } }: OwnSession,
    { name, days }: TokenWish,
  ): Promise<TokenFacts & { token: string }> {
    return this.transactions.run(async (tx) => {
      await requirePerson(tx, staffId);
      if ((await listTokens(tx, staffId, TOKENS_MAX)).length >= TOKENS_MAX) {
        throw new Problem('request.invalid', `At most ${TOKENS_MAX} tokens a person: revoke one first.`);
      }
      const expiresAt = new Date(Date.now() + days * 86_400_000);
      const token = await issueToken(tx, { staffId, name, expiresAt });
      const id = hashOf(token).toString('hex');
      await recordAudit(tx, { ...deedOf(staffId, 'token.issue'), detail: { name, days } });
      return { id, name, createdAt: new Date(), expiresAt, token };
    });
  }

  async revokeToken({ staff: { staffId } }: OwnSession, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const name = await revokeToken(tx, staffId, Buffer.from(id, 'hex'));
      if (name === undefined) throw new Problem('token.not_found');
      await recordAudit(tx, { ...deedOf(staffId, 'token.revoke'), detail: { name } });
    });
    this.directory.forgetAll();
  }

  private async provedBy(session: OwnSession, response: unknown): Promise<ProvedPasskey> {
    return this.passkeys.checkProof(session.staff.staffId, 'step_up', response, requirePlace(session));
  }

  private begin({ staff: { email }, address }: OwnSession): Promise<Guess> {
    return this.guesses.begin(email, subscriberOf(address));
  }

  /**
   * Does the deed and lets the session go on under a new token. Sessions that only may set up a factor end: there is
   * one now, and whoever opened them did not prove it.
   */
  private async renew(
    { staff, token: old, proved = true }: OwnSession & { readonly proved?: boolean },
    deed: (tx: Tx, facts: SignInFacts) => Promise<void>,
  ): Promise<SignedIn> {
    const token = newToken();
    const expiresAt = await this.transactions.run(async (tx) => {
      const facts = await requirePerson(tx, staff.staffId);
      await deed(tx, facts);
      const until = await renewSession(tx, { oldHash: hashOf(old), newHash: hashOf(token), proved });
      if (until === undefined) throw new Problem('session.missing');
      await tx.rows('DELETE FROM staff_session WHERE staff_id = $1 AND second_factor_at IS NULL', [staff.staffId]);
      return until;
    });
    this.directory.forgetAll();
    return { token, person: staff, expiresAt, secondFactor: 'done' };
  }
}

/** A session that proved no second factor may add the first one only. */
function mayEnrol({ session }: StaffIdentity, { factors }: SignInFacts): void {
  if (session?.secondFactorAgeS !== null) return;
  if (factors.totp || factors.passkeys > 0)
    throw new Problem('second_factor.required', 'Sign in with your second factor.');
}

async function requirePerson(tx: Tx, staffId: string): Promise<SignInFacts> {
  const found = await lockPerson(tx, staffId);
  if (found === undefined) throw new Problem('staff.not_found');
  return found;
}

async function wrongIf(error: unknown, code: Problem['code'], guess: Guess): Promise<void> {
  if (error instanceof Problem && error.code === code) await guess.wrong();
}
