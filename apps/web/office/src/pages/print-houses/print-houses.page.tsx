import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type CreatePrintHouseDto,
  type PrintHouseDto,
  createPrintHouse,
  fieldErrors,
  listPrintHouses,
  useDeed,
} from '../../api/index.js';
import { DataList, Empty, ErrorPanel, Page, State, Time, cursorIn, useGo } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { type Role, useMay } from '../../session/me.js';
import { printHousesRoute } from '../print-houses.route.js';

export const HOUSE_READERS: readonly Role[] = ['batch-manager', 'approver', 'admin'];

/** Who prints cards for us, and whether bundles may be encrypted to them. */
export function PrintHousesPage(): ReactNode {
  const mayAdd = useMay('batch-manager');
  const [adding, setAdding] = useState(false);
  const add = mayAdd ? <Button onClick={() => setAdding(true)}>Add a print house</Button> : undefined;
  return (
    <Page title="Print houses" action={add}>
      <ForRoles roles={HOUSE_READERS}>
        <Houses add={add} />
        <Modal opened={adding} onClose={() => setAdding(false)} title="Add a print house">
          <NewHouse />
        </Modal>
      </ForRoles>
    </Page>
  );
}

function Houses({ add }: { readonly add: ReactNode }): ReactNode {
  const { at } = printHousesRoute.useSearch();
  const navigate = printHousesRoute.useNavigate();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['print-houses', cursor],
    queryFn: ({ signal }) => listPrintHouses({ query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <DataList<PrintHouseDto>
      name="Print houses"
      query={query}
      keyOf={({ id }) => id}
      pathOf={({ id }) => `/print-houses/${id}`}
      columns={[
        { title: 'Name', cell: ({ name }) => name },
        { title: 'Keys', cell: (house) => <KeyState of={house} /> },
        { title: 'Contact', cell: ({ contact }) => contact },
        { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} as="day" /> },
      ]}
      small={(house) => ({
        first: (
          <>
            {house.name} <KeyState of={house} />
          </>
        ),
        second: <span className="wrap">{house.contact}</span>,
      })}
      empty={
        <Empty
          title="No print house yet"
          why="Batches that we do not print ourselves leave as bundles that only a print house’s key opens."
          action={add}
        />
      }
      at={at}
      onAt={(next) => void navigate({ search: { at: next } })}
    />
  );
}

/** The best that its keys are: one confirmed key is enough to print. */
function KeyState({ of: { keys } }: { readonly of: PrintHouseDto }): ReactNode {
  if (keys.some(({ state }) => state === 'confirmed')) return <State of="confirmed" />;
  if (keys.some(({ state }) => state === 'waiting')) return <State of="waiting" />;
  return <State of="no_key" tone="plain" />;
}

function NewHouse(): ReactNode {
  const go = useGo();
  const [name, setName] = useState('');
  const [contact, setContact] = useState('');
  const create = useDeed({
    call: (body: CreatePrintHouseDto, key) => createPrintHouse({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ id }) => go(`/print-houses/${id}`),
  });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const ready = name.trim() !== '' && contact.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !create.running) create.run({ name: name.trim(), contact: contact.trim() });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
        <TextInput
          label="Name"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          maxLength={80}
          error={refused['name']}
          data-autofocus
        />
        <TextInput
          label="Contact"
          description="Whom to call to compare the fingerprint of a key. Take the number from the contract, not from an e-mail."
          value={contact}
          onChange={({ currentTarget: { value } }) => setContact(value)}
          maxLength={200}
          error={refused['contact']}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={create.running}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
