import type { ReactNode } from 'react';
import { Empty } from '../parts/empty.js';
import { words } from '../parts/format.js';
import { type Role, useMay, useMe } from './me.js';

interface Props {
  readonly roles: readonly Role[];
  readonly children: ReactNode;
}

/** A page or a part of it that is for some roles only; everybody else is told whose it is. */
export function ForRoles({ roles, children }: Props): ReactNode {
  const { roles: own } = useMe();
  if (useMay(...roles)) return children;
  return (
    <div className="panel">
      <Empty
        title="This page is for other roles"
        why={`It is for ${listed(roles)}. You are ${listed(own)}. An admin gives roles under People.`}
      />
    </div>
  );
}

function listed(roles: readonly Role[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(roles.map((role) => words(role).toLowerCase()));
}
