import type { ReactNode } from 'react';
import type { BatchDto } from '../../api/index.js';
import { Time } from '../../parts/index.js';
import type { BatchState } from './batch-states.js';

interface Step {
  readonly name: string;
  readonly at: string | null;
  readonly by?: string | null;
}

/** How many of the steps are behind a batch in this state; the next one is where it stands. */
const DONE: Readonly<Record<BatchState, number>> = {
  requested: 1,
  rejected: 1,
  cancelled: 1,
  approved: 2,
  minting: 2,
  paused: 2,
  failed: 2,
  minted: 3,
  sealed: 4,
  released: 5,
  frozen: 5,
  closed: 6,
};
const ENDED: ReadonlySet<BatchState> = new Set(['rejected', 'cancelled', 'failed']);

/** The life of a batch from left to right: what is done, where it stands, what is to come. */
export function BatchLife({ of: batch }: { readonly of: BatchDto }): ReactNode {
  const steps: readonly Step[] = [
    { name: 'Asked', at: batch.requestedAt, by: batch.requestedByName },
    { name: 'Approved', at: batch.approvedAt, by: batch.approvedByName },
    { name: 'Minted', at: batch.mintedAt },
    { name: 'Sealed', at: batch.sealedAt },
    { name: 'Released', at: batch.releasedAt, by: batch.releasedByName },
    { name: 'Closed', at: null },
  ];
  const done = DONE[batch.state];
  return (
    <ol className="life" aria-label="Life of the batch">
      {steps.map(({ name, at, by }, nth) => {
        const standing = nth === done && !ENDED.has(batch.state);
        return (
          <li
            key={name}
            data-step={nth < done ? 'done' : standing ? 'here' : 'ahead'}
            aria-current={standing ? 'step' : undefined}
          >
            <span className="name">{name}</span>
            {nth < done && at !== null ? (
              <span className="aside">
                <Time at={at} />
                {by === undefined || by === null ? null : ` · ${by}`}
              </span>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
