import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Code } from '../../parts/index.js';

/** What the receiver checks signatures with; nobody can have it shown again. */
export function WebhookSecret({ of }: { readonly of: string }): ReactNode {
  return (
    <Alert color="yellow" title="Shown this once" role="status" mt="sm">
      <Group gap="sm">
        <Code of={of} wrap />
        <CopyButton value={of}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" mt="xs">
        Hand it to whoever runs the receiver, by a safe way. It proves that events come from us (Standard Webhooks, v1).
      </Text>
    </Alert>
  );
}
