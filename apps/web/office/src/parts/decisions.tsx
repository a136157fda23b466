import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { listAudit } from '../api/index.js';
import { useMay } from '../session/me.js';
import { Time } from './values.js';

const SHOWN = 20;

/** What people did about something and when, for those who may read the log of deeds. */
export function Decisions({ subject }: { readonly subject: string }): ReactNode {
  const mayRead = useMay('admin', 'approver', 'finance');
  const { data } = useQuery({
    queryKey: ['audit', 'of', subject],
    queryFn: ({ signal }) => listAudit({ query: { subject, limit: SHOWN }, signal }),
    enabled: mayRead,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <ul className="decisions">
      {data.items.toReversed().map(({ id, at, action, actor, actorName }) => (
        <li key={id}>
          {verbOf(action)} <strong>{actorName ?? actor}</strong>, <Time at={at} />
        </li>
      ))}
    </ul>
  );
}

const VERBS: Readonly<Record<string, string>> = {
  add: 'Added by',
  make: 'Made by',
  confirm: 'Confirmed by',
  approve: 'Approved by',
  reject: 'Rejected by',
  retire: 'Retired by',
};

/** `house_key.confirm` → `Confirmed by` */
function verbOf(action: string): string {
  const verb = action.slice(action.lastIndexOf('.') + 1);
  return VERBS[verb] ?? `${action} by`;
}
