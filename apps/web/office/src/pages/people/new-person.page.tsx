import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type CreatedPersonDto, type NewPersonDto, createPerson, fieldErrors, useDeed } from '../../api/index.js';
import { ErrorPanel, Page, Panel, usePathLink } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import type { Role } from '../../session/me.js';
import { OneTimeCode } from './one-time-code.js';
import { RolesField } from './roles-field.js';

export function NewPersonPage(): ReactNode {
  const [created, setCreated] = useState<CreatedPersonDto | undefined>(undefined);
  return (
    <Page title={created === undefined ? 'Add a person' : `${created.name} was added`}>
      <ForRoles roles={['admin']}>
        {created === undefined ? <NewPerson onDone={setCreated} /> : <Added person={created} />}
      </ForRoles>
    </Page>
  );
}

function NewPerson({ onDone }: { readonly onDone: (created: CreatedPersonDto) => void }): ReactNode {
  const link = usePathLink();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<Role[]>([]);
  const create = useDeed({ call: (body: NewPersonDto) => createPerson({ body }), onDone });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const ready = name.trim() !== '' && email.includes('@');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !create.running) create.run({ name: name.trim(), email: email.trim(), roles });
  };
  return (
    <Panel>
      <form noValidate onSubmit={submit}>
        <Stack gap="md" maw={560}>
          {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} />}
          <TextInput
            label="Name"
            description="As colleagues know them; it stands in the log."
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
            maxLength={80}
            autoComplete="off"
            error={refused['name']}
          />
          <TextInput
            label="E-mail"
            description="They sign in with it."
            type="email"
            value={email}
            onChange={({ currentTarget: { value } }) => setEmail(value)}
            maxLength={254}
            autoComplete="off"
            error={refused['email']}
          />
          <RolesField value={roles} onRoles={setRoles} error={refused['roles']} />
          <Group gap="xs">
            <Button type="submit" disabled={!ready} loading={create.running}>
              Add and show the one-time code
            </Button>
            <Button component="a" variant="default" {...link('/people')}>
              Back
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function Added({ person }: { readonly person: CreatedPersonDto }): ReactNode {
  const link = usePathLink();
  return (
    <Stack gap="md" maw={640}>
      <OneTimeCode of={person.invitation} name={person.name} />
      <Group gap="xs">
        <Button component="a" {...link(`/people/${person.id}`)}>
          I have handed it over
        </Button>
      </Group>
    </Stack>
  );
}
