import { Checkbox, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Role } from '../../session/me.js';
import { words } from '../../parts/index.js';

/** What each role is for, as an admin must know it before giving it away. */
export const ROLES: readonly { readonly role: Role; readonly may: string }[] = [
  { role: 'admin', may: 'people, products, stores and policies; never cards' },
  { role: 'batch-manager', may: 'asks for batches, templates and print houses, downloads sheets, seals' },
  { role: 'approver', may: 'agrees to batches, proofs and keys that others asked for, releases' },
  { role: 'stock', may: 'ships, receives, counts, blocks' },
  { role: 'support', may: 'finds cards, blocks and replaces them' },
  { role: 'reviewer', may: 'decides held redemptions, freezes and blocks' },
  { role: 'finance', may: 'reads sales, stock and the audit log' },
];

interface Props {
  readonly value: readonly Role[];
  readonly onRoles: (roles: Role[]) => void;
  readonly error?: string | undefined;
}

export function RolesField({ value, onRoles, error }: Props): ReactNode {
  return (
    <Checkbox.Group
      label="Roles"
      description="Who asks for something never decides it, whatever the roles."
      value={[...value]}
      onChange={(roles) => onRoles(roles as Role[])}
      error={error}
    >
      <Stack gap={8} mt={8}>
        {ROLES.map(({ role, may }) => (
          <Checkbox key={role} value={role} label={words(role)} description={may} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
