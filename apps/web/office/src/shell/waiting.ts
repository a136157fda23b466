import { queryOptions } from '@tanstack/react-query';
import { listApprovals } from '../api/index.js';

const ASKED_AGAIN_MS = 20_000;
/** More than that is told as "50+". */
export const COUNTED_MAX = 50;

/** What waits for me: the number in the header and the first part of the approvals page. */
export const waitingForMe = queryOptions({
  queryKey: ['approvals', 'mine'],
  queryFn: ({ signal }) => listApprovals({ query: { waiting: 'mine', limit: COUNTED_MAX }, signal }),
  refetchInterval: ASKED_AGAIN_MS,
});

/** Everything that is open: also what others decide, and one's own questions. */
export const waitingForAll = queryOptions({
  queryKey: ['approvals', 'all'],
  queryFn: ({ signal }) => listApprovals({ query: { waiting: 'all', limit: 200 }, signal }),
  refetchInterval: ASKED_AGAIN_MS,
});
