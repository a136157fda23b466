import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { getAuditChain } from '../../api/index.js';
import { ErrorPanel, State, Time, count } from '../../parts/index.js';

/** Whether the log is what was written: every entry is chained to the one before, and the end of the chain is signed. */
export function ChainBadge(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['audit-chain'],
    queryFn: ({ signal }) => getAuditChain({ signal }),
  });
  if (error !== null)
    return <ErrorPanel error={error} title="The chain could not be checked" onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const { position, unlinked, verified, head } = data;
  return (
    <p className="chain" data-verified={verified}>
      {verified ? <State of="verified" tone="good" /> : <State of="does_not_fit" tone="bad" />}
      <span>
        {verified ? (
          <>The last links of the chain fit, up to entry {count(Number(position))}</>
        ) : (
          <>Entries were changed after they were written. Run reup verify and tell whoever runs the database.</>
        )}
      </span>
      <span>
        {head === null ? (
          'nothing is signed yet'
        ) : (
          <>
            signed at entry {count(Number(head.position))}, <Time at={head.signedAt} />
          </>
        )}
      </span>
      {unlinked === 0 ? null : <span>{count(unlinked)} not chained yet</span>}
    </p>
  );
}
