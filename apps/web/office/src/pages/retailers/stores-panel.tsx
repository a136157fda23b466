import { Button, Group, Modal, Stack, TextInput, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type CreateStoreDto, type StoreDto, createStore, fieldErrors, listStores, useDeed } from '../../api/index.js';
import { DataList, Empty, ErrorPanel, None, cursorIn, tell, useGo } from '../../parts/index.js';
import { useMay } from '../../session/me.js';

/** A retailer's shops. */
export function StoresPanel({ retailerId }: { readonly retailerId: string }): ReactNode {
  const [at, setAt] = useState<string | undefined>(undefined);
  const [adding, setAdding] = useState(false);
  const mayAdd = useMay('admin');
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['stores', 'of', retailerId, cursor],
    queryFn: ({ signal }) => listStores({ query: { retailerId, cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const add = mayAdd ? (
    <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
      Add a store
    </Button>
  ) : undefined;
  return (
    <section aria-label="Stores" className="list-section">
      <Group justify="space-between" mb="xs">
        <Title order={2} mb="xs">
          Stores
        </Title>
        {add}
      </Group>
      <DataList<StoreDto>
        name="Stores"
        query={query}
        keyOf={({ id }) => id}
        pathOf={({ id }) => `/retailers/${retailerId}/stores/${id}`}
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Address', cell: ({ address }) => (address === '' ? <None /> : address) },
          { title: 'Time zone', cell: ({ zone }) => zone },
          { title: 'Taxes of', cell: ({ jurisdiction }) => (jurisdiction === '' ? <None>nobody</None> : jurisdiction) },
        ]}
        small={({ name, address, zone }) => ({ first: name, second: address === '' ? zone : address })}
        empty={<Empty title="No store yet" why="A store has the tills, and the cards on its pegs." action={add} />}
        at={at}
        onAt={setAt}
      />
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a store">
        {adding ? <NewStore retailerId={retailerId} /> : null}
      </Modal>
    </section>
  );
}

const FIELDS = [
  { name: 'name', label: 'Name', description: undefined, max: 80 },
  { name: 'address', label: 'Address', description: 'Stands on the slip.', max: 200 },
  {
    name: 'zone',
    label: 'Time zone',
    description: 'Its wall clock decides the business day: America/Chicago.',
    max: 60,
  },
  { name: 'jurisdiction', label: 'Taxes of', description: 'HU or US-TX; empty: none are told.', max: 6 },
  { name: 'helpPhone', label: 'Help number', description: 'Whom a customer calls; stands on the slip.', max: 40 },
] as const;
type FieldName = (typeof FIELDS)[number]['name'];

function NewStore({ retailerId }: { readonly retailerId: string }): ReactNode {
  const go = useGo();
  const [typed, setTyped] = useState<Partial<Record<FieldName, string>>>({});
  const create = useDeed({
    call: (body: CreateStoreDto, key) => createStore({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ id, name }) => {
      tell(`${name} is a store now.`);
      go(`/retailers/${retailerId}/stores/${id}`);
    },
  });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const filled = Object.fromEntries(
    Object.entries(typed)
      .map(([name, text]) => [name, text.trim()] as const)
      .filter(([, text]) => text !== ''),
  );
  const { name, zone } = filled;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name === undefined || zone === undefined || create.running) return;
    create.run({ retailerId, ...filled, name, zone });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
        {FIELDS.map((field) => (
          <TextInput
            key={field.name}
            label={field.label}
            description={field.description}
            value={typed[field.name] ?? ''}
            onChange={({ currentTarget: { value } }) => setTyped({ ...typed, [field.name]: value })}
            maxLength={field.max}
            error={refused[field.name]}
          />
        ))}
        <Group justify="flex-end">
          <Button type="submit" disabled={name === undefined || zone === undefined} loading={create.running}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
