import { type TotpFactor, createStaff, hashPassword, issueToken, newTotpSecret } from '#lib/access';
import type { Transactions } from '#lib/database';
import type { Role } from '#lib/http';
import { clearCode } from '#lib/kernel';
import { DEMO_EMAIL_DOMAIN } from './demo-rules.js';
import type { DemoFile } from './demo-file.js';

/** One person of every role, two approvers. */
const PEOPLE: readonly { readonly name: string; readonly roles: readonly Role[] }[] = [
  { name: 'Ada Admin', roles: ['admin'] },
  { name: 'Bela Batch', roles: ['batch-manager'] },
  { name: 'Ann Approver', roles: ['approver'] },
  { name: 'Abe Approver', roles: ['approver'] },
  { name: 'Stan Stock', roles: ['stock'] },
  { name: 'Sue Support', roles: ['support'] },
  { name: 'Rita Reviewer', roles: ['reviewer'] },
  { name: 'Finn Finance', roles: ['finance'] },
];
const TOKEN_DAYS = 365;

export interface DemoPerson {
  readonly staffId: string;
  readonly file: DemoFile['staff'][number];
}

/** Passwords, tokens and the secrets of their codes are random for every installation. */
export async function seedPeople(transactions: Transactions, totp: TotpFactor): Promise<DemoPerson[]> {
  const expiresAt = new Date(Date.now() + TOKEN_DAYS * 86_400_000);
  const people: DemoPerson[] = [];
  for (const { name, roles } of PEOPLE) {
    const email = `${name.split(' ')[0]!.toLowerCase()}@${DEMO_EMAIL_DOMAIN}`;
    const password = [clearCode(5), clearCode(5), clearCode(5)].join('-').toLowerCase();
    const passwordHash = await hashPassword(password);
    people.push(
      await transactions.run(async (tx) => {
        const staffId = await createStaff(tx, { email, name, passwordHash, roles });
        const token = await issueToken(tx, { staffId, name: 'demo', expiresAt });
        const totpSecret = newTotpSecret();
        await totp.set(tx, staffId, totpSecret);
        return { staffId, file: { email, password, totpSecret, token, roles } };
      }),
    );
  }
  return people;
}

/** The first one with the role, or the second where two must agree. */
export function personWith(people: readonly DemoPerson[], role: Role, nth = 0): string {
  return people.filter(({ file }) => file.roles.includes(role))[nth]!.staffId;
}
