import { type KeyObject, createHash, createPublicKey } from 'node:crypto';
import { Problem } from '#lib/kernel';
import { Encrypter } from 'age-encryption';

/** What a print house gives of its keys: public halves only. */
export interface HousePublicKeys {
  /** An age X25519 recipient, `age1…`: what bundles are encrypted to. */
  readonly recipient: string;
  /** An Ed25519 public key (SPKI in DER, 44 bytes): what the house signs its papers with. */
  readonly signingKey: Buffer;
}

/** Bech32 without 1, b, i and o: 32 bytes and a checksum. Post-quantum and tag recipients are longer or named otherwise. */
const X25519_RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const SPKI_BASE64 = /^[A-Za-z0-9+/]{59}=$/;

/**
 * Both keys as they were sent: the recipient, and PEM or the base64 of the DER.
 * @throws Problem `house_key.invalid`, which never repeats what was sent: it may be a secret.
 */
export async function readHouseKeys(recipient: string, signingKey: string): Promise<HousePublicKeys> {
  if (/AGE-SECRET-KEY|PRIVATE KEY/i.test(recipient + signingKey)) {
    throw invalid('That is a SECRET key, and is not kept here. The house must destroy it and make a new pair.');
  }
  return { recipient: await readRecipient(recipient.trim()), signingKey: readSigningKey(signingKey.trim()) };
}

async function readRecipient(recipient: string): Promise<string> {
  if (!X25519_RECIPIENT.test(recipient)) {
    throw invalid('The recipient must be an age X25519 public key: age1 and 58 more letters. SSH keys are not taken.');
  }
  try {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    await encrypter.encrypt(new Uint8Array()); // a point that hides nothing is found out only here
  } catch {
    throw invalid('The recipient is mistyped: its check letters do not fit. Copy it again.');
  }
  return recipient;
}

function readSigningKey(text: string): Buffer {
  const key = SPKI_BASE64.test(text)
    ? parsed(() => createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }))
    : parsed(() => createPublicKey({ key: text, format: 'pem' }));
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw invalid('The signing key must be an Ed25519 public key: PEM (SPKI), or its DER in base64.');
  }
  return key.export({ type: 'spki', format: 'der' });
}

function parsed(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function invalid(detail: string): Problem {
  return new Problem('house_key.invalid', detail);
}

/** SHA-256 over both keys: what two people compare with the house on another channel. */
export function fingerprintOfKeys({ recipient, signingKey }: HousePublicKeys): Buffer {
  return createHash('sha256')
    .update(`reup house key 1\n${recipient}\n${signingKey.toString('base64')}\n`)
    .digest();
}

/** `3f2a 91c0 …`: sixteen groups of four, to be read out. */
export function fingerprintGroups(fingerprint: Buffer): string {
  return fingerprint.toString('hex').replace(/(.{4})(?=.)/g, '$1 ');
}

export function signingKeyObject(signingKey: Buffer): KeyObject {
  return createPublicKey({ key: signingKey, format: 'der', type: 'spki' });
}
