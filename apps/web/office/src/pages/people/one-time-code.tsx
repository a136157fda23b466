import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OneTimeCodeDto } from '../../api/index.js';
import { Code, Time } from '../../parts/index.js';

/** A code that is shown this once: whoever has it sets the account's password and second factor. */
export function OneTimeCode({
  of: { code, expiresAt },
  name,
}: {
  readonly of: OneTimeCodeDto;
  readonly name: string;
}): ReactNode {
  return (
    <Alert color="yellow" title="Shown this once" role="status">
      <Group gap="sm">
        <Text fw={650} size="lg" component="span">
          <Code of={code} wrap />
        </Text>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" mt="xs">
        Hand it to {name} in person or read it out. On the sign-in page it sets the password and the second factor,
        once, until <Time at={expiresAt} />.
      </Text>
    </Alert>
  );
}
