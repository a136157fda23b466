import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type StaffDto, askRecovery, disablePerson, getPerson, setRoles, useDeed } from '../../api/index.js';
import {
  ConfirmDialog,
  ErrorPanel,
  Facts,
  Loaded,
  Page,
  Panel,
  State,
  Time,
  tell,
  usePathLink,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { type Role, useMay, useMe } from '../../session/me.js';
import { personRoute } from '../people.route.js';
import { PERSON_TONES } from './person-tones.js';
import { RolesField } from './roles-field.js';
import { Tokens } from './tokens.js';

export function PersonPage(): ReactNode {
  const { id } = personRoute.useParams();
  const isAdmin = useMay('admin');
  const query = useQuery({
    queryKey: ['person', id],
    queryFn: ({ signal }) => getPerson({ path: { id }, signal }),
    enabled: isAdmin,
  });
  const { data } = query;
  return (
    <Page
      title={data?.name ?? 'Person'}
      beside={data === undefined ? undefined : <State of={data.state} tone={PERSON_TONES[data.state]} />}
    >
      <ForRoles roles={['admin']}>
        <Loaded query={query} what="The person">
          {(person) => <Person of={person} />}
        </Loaded>
      </ForRoles>
    </Page>
  );
}

function Person({ of }: { readonly of: StaffDto }): ReactNode {
  const me = useMe();
  const link = usePathLink();
  const isMe = me.id === of.id;
  return (
    <>
      <Panel title="Account">
        <Facts
          of={[
            ['E-mail', of.email],
            ['Second factor', factorsOf(of)],
            ['Since', <Time key="since" at={of.createdAt} as="day" />],
            ['Disabled', of.disabledAt === null ? undefined : <Time key="disabled" at={of.disabledAt} />],
          ]}
        />
        <Group mt="md" gap="xs">
          <Button component="a" variant="default" {...link(`/audit?actor=staff:${of.id}`)}>
            What they did
          </Button>
          {isMe || of.state === 'disabled' ? null : <Recovery person={of} />}
          {isMe || of.state === 'disabled' ? null : <Disable person={of} />}
        </Group>
        {isMe ? (
          <Text size="sm" c="dimmed" mt="sm">
            This is you: another admin changes your roles, disables you or asks for your recovery.
          </Text>
        ) : null}
      </Panel>
      {of.state === 'disabled' ? null : <Roles key={of.roles.join()} person={of} mine={isMe} />}
      <Tokens personId={of.id} />
    </>
  );
}

function factorsOf({ totp, passkeys }: StaffDto): string {
  const factors = [
    totp ? 'authenticator app' : '',
    passkeys > 0 ? `${passkeys} passkey${passkeys === 1 ? '' : 's'}` : '',
  ];
  return factors.filter((factor) => factor !== '').join(', ') || 'none yet';
}

interface PersonProps {
  readonly person: StaffDto;
}

function Roles({ person, mine }: PersonProps & { readonly mine: boolean }): ReactNode {
  const [roles, setChosen] = useState<Role[]>([...person.roles]);
  const save = useDeed({
    call: () => setRoles({ path: { id: person.id }, body: { roles } }),
    onDone: ({ name }) => tell(`${name} has other roles from now on.`),
  });
  const changed = roles.toSorted().join() !== [...person.roles].sort().join();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (changed && !save.running) save.run();
  };
  return (
    <Panel title="What they may do">
      <form noValidate onSubmit={submit}>
        <fieldset className="plain" disabled={mine}>
          <Stack gap="md">
            {save.refusal === undefined ? null : <ErrorPanel error={save.refusal} onRetry={save.retry} />}
            <RolesField value={roles} onRoles={setChosen} />
            <div>
              <Button type="submit" disabled={!changed || mine} loading={save.running}>
                Save the roles
              </Button>
            </div>
          </Stack>
        </fieldset>
      </form>
    </Panel>
  );
}

function Recovery({ person }: PersonProps): ReactNode {
  const link = usePathLink();
  const [asked, setAsked] = useState(false);
  const ask = useDeed({
    call: () => askRecovery({ path: { id: person.id } }),
    onDone: () => setAsked(false),
  });
  return (
    <>
      {ask.answer === undefined ? (
        <Button variant="default" onClick={() => setAsked(true)}>
          Ask for recovery
        </Button>
      ) : (
        <Alert color="green" role="status" title="Asked" w="100%">
          Another admin or an approver decides under <a {...link('/approvals')}>Approvals</a>, and gets the one-time
          code.
        </Alert>
      )}
      <ConfirmDialog
        title={`Let ${person.name} begin anew?`}
        opened={asked}
        onClose={() => setAsked(false)}
        confirm="Ask"
        running={ask.running}
        refusal={ask.refusal}
        onRetry={ask.retry}
        onConfirm={() => ask.run()}
      >
        For a lost password or second factor. Another admin or an approver must agree; then the old password, app and
        passkeys are worth nothing, and a one-time code sets new ones.
      </ConfirmDialog>
    </>
  );
}

function Disable({ person }: PersonProps): ReactNode {
  const [asked, setAsked] = useState(false);
  const disable = useDeed({
    call: () => disablePerson({ path: { id: person.id } }),
    onDone: ({ name }) => {
      setAsked(false);
      tell(`${name} is disabled and signed out everywhere.`);
    },
  });
  return (
    <>
      <Button variant="default" color="red" onClick={() => setAsked(true)}>
        Disable
      </Button>
      <ConfirmDialog
        title={`Disable ${person.name}?`}
        opened={asked}
        onClose={() => setAsked(false)}
        confirm="Disable"
        danger
        running={disable.running}
        refusal={disable.refusal}
        onRetry={disable.retry}
        onConfirm={() => disable.run()}
      >
        Ends the account, its sessions and its tokens at once. It cannot be brought back; what they did stays in the
        log.
      </ConfirmDialog>
    </>
  );
}
