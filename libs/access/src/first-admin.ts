import { randomBytes } from 'node:crypto';
import type { Transactions } from '#lib/database';
import { Problem } from '#lib/kernel';
import { createStaff } from './access.service.js';
import { recordAudit, staffActor } from './audit.js';
import { hashPassword } from './password.js';
import { type OneTimeCode, giveOneTimeCode } from './people.service.js';

const ADVISORY_LOCK = 7_261_002;

/**
 * The person who makes all others, in an installation that has nobody: whoever owns the database may, once. With the
 * code they set their password and second factor.
 */
export async function createFirstAdmin(
  transactions: Transactions,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<OneTimeCode> {
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
  return transactions.run(async (tx) => {
    await tx.rows('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    const somebody = await tx.rows('SELECT id FROM staff LIMIT 1');
    if (somebody.length > 0)
      throw new Problem('name.taken', 'There are people here already: an admin makes the others.');
    const staffId = await createStaff(tx, { email, name, roles: ['admin'], passwordHash });
    await recordAudit(tx, {
      actor: 'system',
      action: 'staff.create',
      subject: staffActor(staffId),
      detail: { email: email.toLowerCase(), name, roles: ['admin'] },
    });
    return giveOneTimeCode(tx, staffId);
  });
}
