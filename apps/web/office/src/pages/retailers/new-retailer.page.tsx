import { Button, Checkbox, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type CreateRetailerDto, createRetailer, fieldErrors, useDeed } from '../../api/index.js';
import { ErrorPanel, Page, Panel, tell, useGo, usePathLink } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { toMinor } from '../products/minor-units.js';
import { toBp } from './percent.js';

const CURRENCIES = ['USD', 'EUR', 'HUF', 'MXN', 'CAD', 'GBP'];
const RECEIVING = [
  { value: 'strict', label: 'Only cards marked as received may be sold' },
  { value: 'lenient', label: 'Others too, with an exception' },
];

/** The form of a new retailer. */
export function NewRetailerPage(): ReactNode {
  return (
    <Page title="New retailer">
      <ForRoles roles={['admin']}>
        <NewRetailer />
      </ForRoles>
    </Page>
  );
}

function NewRetailer(): ReactNode {
  const go = useGo();
  const link = usePathLink();
  const [name, setName] = useState('');
  const [receiving, setReceiving] = useState<CreateRetailerDto['receiving']>('strict');
  const [commission, setCommission] = useState('8');
  const [currency, setCurrency] = useState('USD');
  const [limit, setLimit] = useState('');
  const [bursts, setBursts] = useState(false);
  const create = useDeed({
    call: (body: CreateRetailerDto, key) => createRetailer({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ id, name: made }) => {
      tell(`${made} is a retailer now.`);
      go(`/retailers/${id}`);
    },
  });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const commissionBp = toBp(commission);
  const limitMinor = limit.trim() === '' ? null : toMinor(limit, currency);
  const ready = name.trim() !== '' && commissionBp !== undefined && limitMinor !== undefined && limitMinor !== 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || create.running) return;
    const terms = { receiving, commissionBp, currency, creditLimitMinor: limitMinor, sellsInBursts: bursts };
    create.run({ name: name.trim(), ...terms });
  };
  return (
    <Panel>
      <form noValidate onSubmit={submit}>
        <Stack gap="md" maw={640}>
          {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
          <TextInput
            label="Name"
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
            maxLength={80}
            error={refused['name']}
            data-autofocus
          />
          <Select
            label="Receiving"
            data={RECEIVING}
            value={receiving}
            onChange={(value) => setReceiving(value === 'lenient' ? 'lenient' : 'strict')}
            allowDeselect={false}
          />
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
            <TextInput
              label="Commission, %"
              value={commission}
              onChange={({ currentTarget: { value } }) => setCommission(value)}
              inputMode="decimal"
              error={commissionBp === undefined ? 'From 0 to 100' : refused['commissionBp']}
            />
            <Select
              label="Currency"
              data={CURRENCIES}
              value={currency}
              onChange={(value) => setCurrency(value ?? 'USD')}
              allowDeselect={false}
            />
            <TextInput
              label="Credit limit"
              placeholder="No limit"
              value={limit}
              onChange={({ currentTarget: { value } }) => setLimit(value)}
              inputMode="decimal"
              error={limitMinor === undefined || limitMinor === 0 ? 'Not an amount' : refused['creditLimitMinor']}
            />
          </SimpleGrid>
          <Checkbox
            label="A machine sells: many sales in minutes are no alarm"
            checked={bursts}
            onChange={({ currentTarget: { checked } }) => setBursts(checked)}
          />
          <Group gap="xs">
            <Button type="submit" loading={create.running} disabled={!ready}>
              Add the retailer
            </Button>
            <Button component="a" variant="default" {...link('/retailers')}>
              Back
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
