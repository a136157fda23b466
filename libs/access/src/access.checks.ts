import { type PromiseCheck, absence } from '#lib/kernel';

export const ACCESS_CHECKS: readonly PromiseCheck[] = [
  absence(
    2,
    'an office key has its effect’s answer',
    `SELECT staff_id AS staff, key FROM office_key WHERE answer = 'null'`,
  ),
  absence(
    4,
    'what needs two people was decided by another, while it could be',
    `SELECT id AS approval, kind, subject FROM approval
      WHERE decision = 'approved' AND (decided_by IS NULL OR decided_by = requested_by OR decided_at > expires_at)`,
  ),
];
