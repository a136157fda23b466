import { Injectable } from '@nestjs/common';
import { type Tx, databaseNow } from '#lib/database';
import { Problem } from '#lib/kernel';
import { Keyring } from '#lib/runtime';
import { newTotpSecret, openSecret, sealSecret, stepOfCode, totpUri } from './totp.js';

export const FACTOR_METHODS = ['totp', 'passkey'] as const;
export type FactorMethod = (typeof FACTOR_METHODS)[number];

export interface TotpToShow {
  /** Base32. Shown this once. */
  readonly secret: string;
  /** `otpauth://…`, for a QR code. */
  readonly uri: string;
}

interface TotpRow {
  totp_secret: Buffer | null;
  totp_pending: Buffer | null;
  totp_last_step: string | null;
}

/** Time-based codes (RFC 6238). The secrets lie in the database encrypted under a key that does not. */
@Injectable()
export class TotpFactor {
  private key: Buffer | undefined;

  constructor(private readonly keyring: Keyring) {}

  /** Spends the code: it, and every one before it, is worth nothing afterwards. Two at once: one wins. */
  async use(tx: Tx, staffId: string, code: string): Promise<boolean> {
    const { totp_secret: sealed, totp_last_step: last } = await lockTotp(tx, staffId);
    if (sealed === null) return false;
    const step = await this.stepIn(tx, staffId, sealed, code);
    if (step === undefined || (last !== null && step <= Number(last))) return false;
    await tx.rows('UPDATE staff SET totp_last_step = $2 WHERE id = $1', [staffId, step]);
    return true;
  }

  /** A new secret, worth nothing until a code of it is confirmed; the one in use goes on until then. */
  async start(tx: Tx, { staffId, email }: { readonly staffId: string; readonly email: string }): Promise<TotpToShow> {
    const secret = newTotpSecret();
    const sealed = sealSecret(this.officeKey(), staffId, secret);
    await tx.rows('UPDATE staff SET totp_pending = $2 WHERE id = $1', [staffId, sealed]);
    return { secret, uri: totpUri(email, secret) };
  }

  /** The pending secret takes the place of the one before. */
  async confirm(tx: Tx, staffId: string, code: string): Promise<void> {
    const { totp_pending: pending } = await lockTotp(tx, staffId);
    if (pending === null)
      throw new Problem('second_factor.invalid', 'Ask for a secret first: POST /v1/office/me/totp.');
    const step = await this.stepIn(tx, staffId, pending, code);
    if (step === undefined) throw new Problem('second_factor.invalid');
    await tx.rows(
      `UPDATE staff SET totp_secret = totp_pending, totp_pending = NULL, totp_last_step = $2, totp_confirmed_at = now()
        WHERE id = $1`,
      [staffId, step],
    );
  }

  /** Sets a secret that its owner has by another way: the demo world's people have it in their file. */
  async set(tx: Tx, staffId: string, secret: string): Promise<void> {
    await tx.rows('UPDATE staff SET totp_secret = $2, totp_confirmed_at = now() WHERE id = $1', [
      staffId,
      sealSecret(this.officeKey(), staffId, secret),
    ]);
  }

  private async stepIn(tx: Tx, staffId: string, sealed: Buffer, code: string): Promise<number | undefined> {
    const secret = openSecret(this.officeKey(), staffId, sealed);
    return stepOfCode(secret, code, (await databaseNow(tx)).getTime());
  }

  private officeKey(): Buffer {
    this.key ??= this.keyring.secret('office');
    return this.key;
  }
}

async function lockTotp(tx: Tx, staffId: string): Promise<TotpRow> {
  const [row] = await tx.rows<TotpRow>(
    'SELECT totp_secret, totp_pending, totp_last_step FROM staff WHERE id = $1 AND disabled_at IS NULL FOR UPDATE',
    [staffId],
  );
  if (row === undefined) throw new Problem('staff.not_found');
  return row;
}
