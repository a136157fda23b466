import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type PolicyDto, askPolicy, listPolicies, useDeed } from '../../api/index.js';
import { Code, ConfirmDialog, Loaded, Page, Panel, State, Time, usePathLink } from '../../parts/index.js';
import { useMay } from '../../session/me.js';

/** The rules that the issuer sets itself. */
export function PoliciesPage(): ReactNode {
  const query = useQuery({ queryKey: ['policies'], queryFn: ({ signal }) => listPolicies({ signal }) });
  return (
    <Page title="Policies">
      <Loaded query={query} what="The policies" lines={3}>
        {({ items }) => items.map((policy) => <Policy key={policy.name} of={policy} />)}
      </Loaded>
    </Page>
  );
}

function Policy({ of }: { readonly of: PolicyDto }): ReactNode {
  const link = usePathLink();
  const isAdmin = useMay('admin');
  const { name, summary, value, since, setByName, asked } = of;
  return (
    <Panel title={name} beside={<State of={value ? 'on' : 'off'} tone={value ? 'good' : 'plain'} />}>
      <Text size="sm">{summary}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        {since === null ? (
          'Nobody has changed it yet.'
        ) : (
          <>
            {value ? 'On' : 'Off'} since <Time at={since} />
            {setByName === null ? null : <>, asked for by {setByName}</>}
          </>
        )}
      </Text>
      {asked === null ? null : (
        <Text size="sm" mt="sm" role="status">
          To turn it <strong>{asked.value ? 'on' : 'off'}</strong> waits for another admin under{' '}
          <a {...link('/approvals')}>Approvals</a>.
        </Text>
      )}
      {isAdmin && asked === null ? <Ask policy={of} /> : null}
      {isAdmin ? null : (
        <Text size="xs" c="dimmed" mt="sm">
          Two admins change it: one asks, another decides.
        </Text>
      )}
    </Panel>
  );
}

function Ask({ policy: { name, value } }: { readonly policy: PolicyDto }): ReactNode {
  const [opened, setOpened] = useState(false);
  const to = value ? 'off' : 'on';
  const ask = useDeed({
    call: () => askPolicy({ path: { name }, body: { value: !value } }),
    onDone: () => setOpened(false),
  });
  return (
    <Group mt="md">
      <Button variant="default" onClick={() => setOpened(true)}>
        Ask to turn it {to}
      </Button>
      <ConfirmDialog
        title={`Turn it ${to}?`}
        opened={opened}
        onClose={() => setOpened(false)}
        confirm="Ask another admin"
        running={ask.running}
        refusal={ask.refusal}
        onRetry={ask.retry}
        onConfirm={() => ask.run()}
      >
        <Text size="sm">
          <Code of={name} /> goes {value ? 'on' : 'off'} → <strong>{to}</strong> when another admin agrees. Until then
          nothing changes.
        </Text>
      </ConfirmDialog>
    </Group>
  );
}
