import { Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DecidedApprovalDto } from '../../api/index.js';
import { Code, Time } from '../../parts/index.js';

interface Props {
  readonly code: NonNullable<DecidedApprovalDto['oneTimeCode']>;
  readonly onClose: () => void;
}

/** Shown once: whoever closes this without writing it down must ask again. */
export function OneTimeCode({ code: { code, expiresAt }, onClose }: Props): ReactNode {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Hand this code over in person"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="md">
        <Text size="lg" ta="center">
          <Code of={code} wrap />
        </Text>
        <Text size="sm">
          It is shown this once and counts once, until <Time at={expiresAt} />. With it your colleague sets a new
          password and a new second factor.
        </Text>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>I have it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
