import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  WebAuthnCredential,
} from '@simplewebauthn/server';
import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem, newId } from '#lib/kernel';
import type { ChallengePurpose } from './passkey-challenge.entity.js';

const RP_NAME = 'Re-Up office';
const CHALLENGE_LIFE_S = 5 * 60;
/** Pages that were opened and left; the oldest is forgotten. */
const CHALLENGES_MAX = 10;
export const PASSKEYS_MAX = 20;
const CREDENTIAL_ID_BYTES_MAX = 1023; // WebAuthn §4
/** EdDSA, ES256, RS256: what devices have. */
const ALGORITHMS = [-8, -7, -257];

/** Where a browser reached us by a name that passkeys can be bound to. */
export interface PasskeyPlace {
  /** The relying party's id: the host. */
  readonly rpId: string;
  readonly origin: string;
}

export interface PasskeyFacts {
  /** base64url. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
}

interface PasskeyRow {
  credential_id: Buffer;
  public_key: Buffer;
  counter: string;
  transports: string[];
  name: string;
  created_at: Date;
  used_at: Date | null;
}

/** A passkey that signed what it was asked to; spent in the transaction that makes use of it. */
export interface ProvedPasskey {
  readonly credentialId: Buffer;
  readonly counterBefore: string;
  readonly counter: number;
}

/** A passkey that is about to become one of the person's. */
export interface NewPasskey {
  readonly credential: WebAuthnCredential;
  readonly name: string;
}

/** WebAuthn: keys in people's devices. Each challenge is answered once, within five minutes. */
@Injectable()
export class PasskeyFactor {
  constructor(private readonly transactions: Transactions) {}

  /** What the browser's `navigator.credentials.create` takes. */
  async enrolOptions(
    { staffId, email, name }: { readonly staffId: string; readonly email: string; readonly name: string },
    place: PasskeyPlace,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    const has = await this.transactions.run((tx) => listPasskeys(tx, staffId));
    if (has.length >= PASSKEYS_MAX) throw new Problem('request.invalid', `At most ${PASSKEYS_MAX} passkeys a person.`);
    const options = await generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: place.rpId,
      userID: new Uint8Array(Buffer.from(staffId.replaceAll('-', ''), 'hex')),
      userName: email,
      userDisplayName: name,
      attestationType: 'none',
      excludeCredentials: has.map(toDescriptor),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    await this.keepChallenge(staffId, 'enrol', options.challenge);
    return options;
  }

  /** What `navigator.credentials.get` takes; `undefined` of who has no passkey. */
  async proveOptions(
    staffId: string,
    purpose: Exclude<ChallengePurpose, 'enrol'>,
    place: PasskeyPlace,
  ): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
    const has = await this.transactions.run((tx) => listPasskeys(tx, staffId));
    if (has.length === 0) return undefined;
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    const options = await generateAuthenticationOptions({
      rpID: place.rpId,
      allowCredentials: has.map(toDescriptor),
      userVerification: 'preferred',
    });
    await this.keepChallenge(staffId, purpose, options.challenge);
    return options;
  }

  /** Uses up the challenge, whatever comes of it. */
  async checkEnrolment(staffId: string, name: string, response: unknown, place: PasskeyPlace): Promise<NewPasskey> {
    const challenge = await this.takeChallenge(staffId, 'enrol', response);
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const checked = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.rpId,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => undefined); // the library throws of whatever does not fit
    if (checked?.verified !== true) throw new Problem('second_factor.invalid');
    return { credential: checked.registrationInfo.credential, name };
  }

  /** Uses up the challenge, whatever comes of it. */
  async checkProof(
    staffId: string,
    purpose: Exclude<ChallengePurpose, 'enrol'>,
    response: unknown,
    place: PasskeyPlace,
  ): Promise<ProvedPasskey> {
    const challenge = await this.takeChallenge(staffId, purpose, response);
    const row = await this.transactions.run((tx) => readPasskey(tx, staffId, idIn(response)));
    if (row === undefined) throw new Problem('second_factor.invalid');
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const checked = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.rpId,
      credential: toCredential(row),
      requireUserVerification: false,
    }).catch(() => undefined);
    if (checked?.verified !== true) throw new Problem('second_factor.invalid');
    const { newCounter } = checked.authenticationInfo;
    return { credentialId: row.credential_id, counterBefore: row.counter, counter: newCounter };
  }

  private async keepChallenge(staffId: string, purpose: ChallengePurpose, challenge: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.rows(
        `DELETE FROM passkey_challenge WHERE staff_id = $1 AND (expires_at <= now() OR id NOT IN
           (SELECT id FROM passkey_challenge WHERE staff_id = $1 ORDER BY expires_at DESC LIMIT $2))`,
        [staffId, CHALLENGES_MAX - 1],
      );
      await tx.rows(
        `INSERT INTO passkey_challenge (id, staff_id, purpose, challenge, expires_at)
         VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second')`,
        [newId(), staffId, purpose, challenge, CHALLENGE_LIFE_S],
      );
    });
  }

  /** The challenge that the response says it signs, if it is one of ours; nobody gets it a second time. */
  private async takeChallenge(staffId: string, purpose: ChallengePurpose, response: unknown): Promise<string> {
    const challenge = challengeIn(response);
    const [taken] = await this.transactions.run((tx) =>
      tx.rows(
        `DELETE FROM passkey_challenge
          WHERE staff_id = $1 AND purpose = $2 AND challenge = $3 AND expires_at > now() RETURNING id`,
        [staffId, purpose, challenge],
      ),
    );
    if (taken === undefined) throw new Problem('second_factor.invalid', 'This was used before, or took too long.');
    return challenge;
  }
}

/** Writes down that it signed. `false`: it signed something else meanwhile, and its counter has moved. */
export async function spendPasskey(tx: Tx, proved: ProvedPasskey): Promise<boolean> {
  const spent = await tx.rows(
    'UPDATE passkey SET counter = $3, used_at = now() WHERE credential_id = $1 AND counter = $2 RETURNING name',
    [proved.credentialId, proved.counterBefore, proved.counter],
  );
  return spent.length === 1;
}

/** @throws `name.taken` when somebody has this very key. */
export async function insertPasskey(tx: Tx, staffId: string, { credential, name }: NewPasskey): Promise<string> {
  const credentialId = Buffer.from(credential.id, 'base64url');
  const made = await tx.rows(
    `INSERT INTO passkey (credential_id, staff_id, public_key, counter, transports, name)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_id) DO NOTHING RETURNING name`,
    [credentialId, staffId, Buffer.from(credential.publicKey), credential.counter, knownTransports(credential), name],
  );
  if (made.length === 0) throw new Problem('name.taken', 'This passkey is registered already.');
  return credential.id;
}

export async function listPasskeys(tx: Tx, staffId: string): Promise<PasskeyRow[]> {
  return tx.rows<PasskeyRow>('SELECT * FROM passkey WHERE staff_id = $1 ORDER BY created_at LIMIT $2', [
    staffId,
    PASSKEYS_MAX,
  ]);
}

export function toPasskeyFacts({ credential_id: id, name, created_at, used_at }: PasskeyRow): PasskeyFacts {
  return { id: id.toString('base64url'), name, createdAt: created_at, usedAt: used_at };
}

/** The name of the one that is gone; `undefined`: no such passkey of this person. */
export async function deletePasskey(tx: Tx, staffId: string, id: string): Promise<string | undefined> {
  const [gone] = await tx.rows<{ name: string }>(
    'DELETE FROM passkey WHERE staff_id = $1 AND credential_id = $2 RETURNING name',
    [staffId, Buffer.from(id, 'base64url')],
  );
  return gone?.name;
}

async function readPasskey(tx: Tx, staffId: string, id: Buffer): Promise<PasskeyRow | undefined> {
  const [row] = await tx.rows<PasskeyRow>('SELECT * FROM passkey WHERE staff_id = $1 AND credential_id = $2', [
    staffId,
    id,
  ]);
  return row;
}

function toDescriptor({ credential_id: id, transports }: PasskeyRow): { id: string; transports: string[] } {
  return { id: id.toString('base64url'), transports };
}

function toCredential({ credential_id: id, public_key, counter, transports }: PasskeyRow): WebAuthnCredential {
  return {
    id: id.toString('base64url'),
    publicKey: new Uint8Array(public_key),
    counter: Number(counter),
    transports,
  };
}

const TRANSPORTS = new Set(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** A browser may say what it likes here; it comes back to browsers. */
function knownTransports({ transports = [] }: WebAuthnCredential): string[] {
  return Array.isArray(transports) ? [...new Set(transports)].filter((one) => TRANSPORTS.has(one)) : [];
}

/** The challenge inside what was signed: whether it is ours is asked of the table. */
function challengeIn(response: unknown): string {
  try {
    const { clientDataJSON } = (response as { response: { clientDataJSON: string } }).response;
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge: unknown };
    if (typeof challenge === 'string' && /^[\w-]{16,128}$/.test(challenge)) return challenge;
  } catch {
    // no response of a browser: refused below
  }
  throw new Problem('second_factor.invalid');
}

function idIn(response: unknown): Buffer {
  const { id } = response as { readonly id?: unknown };
  if (typeof id !== 'string') throw new Problem('second_factor.invalid');
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.length === 0 || bytes.length > CREDENTIAL_ID_BYTES_MAX) throw new Problem('second_factor.invalid');
  return bytes;
}
