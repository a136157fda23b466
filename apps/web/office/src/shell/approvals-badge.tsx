import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Icon } from '../icons.js';
import { usePathLink } from '../parts/go.js';
import { COUNTED_MAX, waitingForMe } from './waiting.js';

/** How many questions wait for me, from anywhere. */
export function ApprovalsBadge(): ReactNode {
  const { data } = useQuery(waitingForMe);
  const link = usePathLink();
  const count = data?.items.length ?? 0;
  const shown = data?.next === null ? String(count) : `${COUNTED_MAX}+`;
  return (
    <Button
      component="a"
      variant="subtle"
      color="gray"
      className="approvals"
      leftSection={<Icon name="approvals" />}
      aria-label={count === 0 ? 'Approvals: nothing waits for you' : `Approvals ${shown} waiting for you`}
      {...link('/approvals')}
    >
      <span className="approvals-name">Approvals</span> {count === 0 ? null : <span className="bubble">{shown}</span>}
    </Button>
  );
}
