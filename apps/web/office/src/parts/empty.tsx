import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  /** What is not there. */
  readonly title: string;
  /** Why, and what fills it. */
  readonly why?: ReactNode;
  /** The one button that fills it. */
  readonly action?: ReactNode;
}

export function Empty({ title, why, action }: Props): ReactNode {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center" className="empty">
      <Text fw={650}>{title}</Text>
      {why === undefined ? null : (
        <Text size="sm" c="dimmed" maw="42ch">
          {why}
        </Text>
      )}
      {action}
    </Stack>
  );
}
