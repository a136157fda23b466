import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

const STEP_S = 30;
/** The step before and after the present one count too: clocks differ, and people type slowly. */
const TOLERANCE_S = STEP_S;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** 160 random bits in base32, as authenticator apps take it. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What a QR code for an authenticator app says. */
export function totpUri(email: string, secret: string): string {
  return generateURI({ issuer: 'Re-Up', label: email, secret });
}

/** The step (RFC 6238: 30 s since 1970) that the code belongs to; `undefined` of a wrong one. */
export function stepOfCode(secret: string, code: string, nowMs: number): number | undefined {
  const found = verifySync({
    secret,
    token: code,
    epoch: Math.floor(nowMs / 1000),
    epochTolerance: TOLERANCE_S,
  });
  return found.valid && 'timeStep' in found ? found.timeStep : undefined;
}

/** AES-256-GCM, bound to its person: another row's secret does not open in this one. */
export function sealSecret(key: Buffer, staffId: string, secret: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(staffId));
  return Buffer.concat([iv, cipher.update(secret, 'latin1'), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when it was sealed for another person or under another key, or changed since. */
export function openSecret(key: Buffer, staffId: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(staffId))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  return text.toString('latin1');
}
