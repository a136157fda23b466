import type { ConsignmentDto } from '../../api/index.js';
import type { Role } from '../../session/me.js';

export type ConsignmentState = ConsignmentDto['state'];

export const CONSIGNMENT_STATES: readonly { readonly state: ConsignmentState; readonly name: string }[] = [
  { state: 'shipped', name: 'On the way' },
  { state: 'received', name: 'Received' },
  { state: 'received_short', name: 'Received short' },
  { state: 'returned', name: 'Returned' },
];

/** Who may read where cards are. */
export const READERS: readonly Role[] = ['batch-manager', 'stock', 'approver', 'finance', 'support'];
/** Who moves them. */
export const MOVERS: readonly Role[] = ['batch-manager', 'stock'];
