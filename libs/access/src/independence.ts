import type { Tx } from '#lib/database';

/** A person is not another one so soon after someone gave them their account or their roles (risks §4). */
export const DEPENDENT_S = 24 * 60 * 60;

/** How an account came to be what it is, as far as people of the last day had a hand in it. */
export interface AccountOrigin {
  /** Who made the account. */
  readonly madeBy: readonly string[];
  /** Who set its roles. */
  readonly rolesBy: readonly string[];
  /** Who asked for and who agreed to its recovery: either may hold its one-time code. */
  readonly recoveredBy: readonly string[];
}

/** Why the person may not decide about what these others asked or agreed to; `undefined` = they may. */
export function whyDependent(
  { madeBy, rolesBy, recoveredBy }: AccountOrigin,
  others: readonly string[],
): string | undefined {
  const isOneOf = (people: readonly string[]): boolean => people.some((id) => others.includes(id));
  if (isOneOf(madeBy)) return 'Who asked made your account within the last 24 hours; another person must decide.';
  if (isOneOf(rolesBy)) return 'Who asked set your roles within the last 24 hours; another person must decide.';
  if (isOneOf(recoveredBy))
    return 'Who asked recovered your account within the last 24 hours; another person must decide.';
  return undefined;
}

export async function readOrigin(tx: Tx, staffId: string): Promise<AccountOrigin> {
  const [row] = await tx.rows<{ made_by: string | null; roles_by: string | null; recovered_by: string[] }>(
    `SELECT CASE WHEN p.created_at > now() - $2 * interval '1 second' THEN p.created_by END AS made_by,
            CASE WHEN p.roles_changed_at > now() - $2 * interval '1 second' THEN p.roles_changed_by END AS roles_by,
            ARRAY(SELECT unnest(ARRAY[a.requested_by, a.decided_by]) FROM approval a
                   WHERE a.kind = 'staff.recovery' AND a.subject = 'staff:' || p.id AND a.decision = 'approved'
                     AND a.decided_at > now() - $2 * interval '1 second')::text[] AS recovered_by
       FROM staff p WHERE p.id = $1`,
    [staffId, DEPENDENT_S],
  );
  return {
    madeBy: row?.made_by == null ? [] : [row.made_by],
    rolesBy: row?.roles_by == null ? [] : [row.roles_by],
    recoveredBy: row?.recovered_by ?? [],
  };
}
