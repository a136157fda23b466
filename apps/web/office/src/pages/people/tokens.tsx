import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { listTokens, revokeToken, useDeed } from '../../api/index.js';
import { Empty, ErrorPanel, Loaded, Panel, Time, tell } from '../../parts/index.js';

/** What the person's programs sign in with. */
export function Tokens({ personId }: { readonly personId: string }): ReactNode {
  const query = useQuery({
    queryKey: ['tokens', personId],
    queryFn: ({ signal }) => listTokens({ path: { id: personId }, signal }),
  });
  const revoke = useDeed({
    call: (tokenId: string) => revokeToken({ path: { id: personId, tokenId } }),
    onDone: () => tell('The token is worth nothing any more.'),
  });
  return (
    <Panel title="Access tokens">
      {revoke.refusal === undefined ? null : <ErrorPanel error={revoke.refusal} onRetry={revoke.retry} />}
      <Loaded query={query} what="The tokens" lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="No token"
              why="People make tokens for their own programs, in their account or by the command line."
            />
          ) : (
            <ul className="lines">
              {items.map(({ id, name, createdAt, expiresAt }) => (
                <li key={id}>
                  <Group justify="space-between" gap="xs">
                    <div>
                      <Text size="sm" fw={600}>
                        {name}
                      </Text>
                      <Text size="xs" c="dimmed">
                        made <Time at={createdAt} as="day" />, until <Time at={expiresAt} as="day" />
                      </Text>
                    </div>
                    <Button size="compact-sm" variant="default" loading={revoke.running} onClick={() => revoke.run(id)}>
                      End it
                    </Button>
                  </Group>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
