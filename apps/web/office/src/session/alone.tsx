import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A page outside the shell: one thing to do. */
export function Alone({ title, lead, children }: Props): ReactNode {
  useEffect(() => {
    document.title = `${title} · Re-Up office`;
  }, [title]);
  return (
    <main className="alone">
      <Stack gap="md">
        <span className="mark" aria-hidden="true">
          Re-Up office
        </span>
        <div className="panel">
          <Stack gap="md">
            <Title order={1}>{title}</Title>
            {lead === undefined ? null : <Text size="sm">{lead}</Text>}
            {children}
          </Stack>
        </div>
      </Stack>
    </main>
  );
}
