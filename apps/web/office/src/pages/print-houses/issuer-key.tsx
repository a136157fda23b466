import { Button, CopyButton, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { getIssuerKey } from '../../api/index.js';
import { ErrorPanel, Panel, saveBlob } from '../../parts/index.js';

/** What the house checks our manifests with. */
export function IssuerKey(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['issuer-key'],
    queryFn: ({ signal }) => getIssuerKey({ signal }),
  });
  return (
    <Panel title="Our key, for the house">
      <Text size="sm">
        The house checks every manifest of ours with it. Give it to them by another channel than the bundles.
      </Text>
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : (
        <Group gap="xs" mt="sm">
          <CopyButton value={data.publicKey}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            onClick={() => saveBlob(new Blob([data.publicKey], { type: 'application/x-pem-file' }), 'issuer.pem')}
          >
            Download issuer.pem
          </Button>
        </Group>
      )}
    </Panel>
  );
}
