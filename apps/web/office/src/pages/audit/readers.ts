import type { Role } from '../../session/me.js';

/** Who may read the log of deeds. */
export const AUDIT_READERS: readonly Role[] = ['admin', 'approver', 'finance'];
