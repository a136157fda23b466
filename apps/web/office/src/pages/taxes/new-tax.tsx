import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type SetTaxRateDto, fieldErrors, setTaxRate, useDeed } from '../../api/index.js';
import { ErrorPanel, tell } from '../../parts/index.js';
import { toMinor } from '../products/minor-units.js';
import { toBp } from '../retailers/percent.js';

const CURRENCIES = ['USD', 'EUR', 'HUF', 'MXN', 'CAD', 'GBP'];
const KINDS = [
  { value: 'share', label: 'A share of the price, %' },
  { value: 'flat', label: 'So much a card' },
  { value: 'end', label: 'Nothing: it ends on that day' },
];

/** From a day on, a share of the price or so much a card. */
export function NewTax({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [jurisdiction, setJurisdiction] = useState('');
  const [name, setName] = useState('');
  const [validFrom, setValidFrom] = useState('');
  const [kind, setKind] = useState('share');
  const [typed, setTyped] = useState('');
  const [currency, setCurrency] = useState('USD');
  const set = useDeed({
    call: (body: SetTaxRateDto, key) => setTaxRate({ body, headers: { 'Idempotency-Key': key } }),
    onDone: () => {
      onDone();
      tell('It holds from that day on.');
    },
  });
  const refused = set.refusal === undefined ? {} : fieldErrors(set.refusal);
  const amount = amountOf(kind, typed, currency);
  const ready = jurisdiction.trim() !== '' && name.trim() !== '' && validFrom !== '' && amount !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || set.running) return;
    set.run({ jurisdiction: jurisdiction.trim(), name: name.trim(), validFrom, currency, ...amount });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {set.refusal === undefined ? null : <ErrorPanel error={set.refusal} onRetry={set.retry} />}
        <TextInput
          label="Of"
          description="A country or one of its parts: HU, US-TX."
          value={jurisdiction}
          onChange={({ currentTarget: { value } }) => setJurisdiction(value)}
          maxLength={6}
          error={refused['jurisdiction']}
          data-autofocus
        />
        <TextInput
          label="On the slip"
          placeholder="Sales tax"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          maxLength={40}
          error={refused['name']}
        />
        <TextInput
          type="date"
          label="From"
          value={validFrom}
          onChange={({ currentTarget: { value } }) => setValidFrom(value)}
          error={refused['validFrom']}
        />
        <Select
          label="Amount"
          data={KINDS}
          value={kind}
          onChange={(value) => setKind(value ?? 'share')}
          allowDeselect={false}
        />
        {kind === 'end' ? null : (
          <TextInput
            label={kind === 'share' ? 'Share, %' : `A card, ${currency}`}
            value={typed}
            onChange={({ currentTarget: { value } }) => setTyped(value)}
            inputMode="decimal"
            error={typed !== '' && amount === undefined ? 'Not an amount' : undefined}
          />
        )}
        <Select
          label="Currency"
          description="Sales in another one don’t bear it."
          data={CURRENCIES}
          value={currency}
          onChange={(value) => setCurrency(value ?? 'USD')}
          allowDeselect={false}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={set.running}>
            Set
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is sent of the amount; nothing of it means that the tax ends. `undefined` of half-typed ones. */
function amountOf(
  kind: string,
  typed: string,
  currency: string,
): Pick<SetTaxRateDto, 'rateBp' | 'flatMinor'> | undefined {
  if (kind === 'end') return {};
  if (kind === 'flat') {
    const flatMinor = toMinor(typed, currency);
    return flatMinor === undefined || flatMinor === 0 ? undefined : { flatMinor };
  }
  const rateBp = toBp(typed);
  return rateBp === undefined || rateBp === 0 ? undefined : { rateBp };
}
