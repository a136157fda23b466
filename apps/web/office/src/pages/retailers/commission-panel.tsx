import { Button, Group, TextInput, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type CommissionRateDto,
  type SetCommissionRateDto,
  fieldErrors,
  listCommissionRates,
  setCommissionRate,
  useDeed,
} from '../../api/index.js';
import { DataList, Empty, ErrorPanel, ProductSelect, Time, cursorIn, tell } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { percent, toBp } from './percent.js';

/** Commission by day: what has begun never changes. */
export function CommissionPanel({ retailerId }: { readonly retailerId: string }): ReactNode {
  const [at, setAt] = useState<string | undefined>(undefined);
  const maySet = useMay('admin');
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['commission-rates', retailerId, cursor],
    queryFn: ({ signal }) => listCommissionRates({ path: { id: retailerId }, query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label="Commission by day" className="list-section">
      <Title order={2} mb="xs">
        Commission by day
      </Title>
      {maySet ? <NewRate retailerId={retailerId} /> : null}
      <DataList<CommissionRateDto>
        name="Commission rates"
        query={query}
        keyOf={({ id }) => id}
        columns={[
          { title: 'From', cell: ({ validFrom }) => <Time at={validFrom} as="day" /> },
          { title: 'Product', cell: ({ productId }) => (productId === null ? 'Every other' : `Product ${productId}`) },
          { title: 'Rate', right: true, cell: ({ commissionBp }) => percent(commissionBp) },
        ]}
        small={({ validFrom, productId, commissionBp }) => ({
          first: percent(commissionBp),
          second: (
            <span>
              from <Time at={validFrom} as="day" /> · {productId === null ? 'every other' : `product ${productId}`}
            </span>
          ),
        })}
        empty={<Empty title="No dated rate" why="Every sale earns the retailer’s usual commission." />}
        at={at}
        onAt={setAt}
      />
    </section>
  );
}

function NewRate({ retailerId }: { readonly retailerId: string }): ReactNode {
  const [validFrom, setValidFrom] = useState('');
  const [rate, setRate] = useState('');
  const [productId, setProductId] = useState<string | undefined>(undefined);
  const set = useDeed({
    call: (body: SetCommissionRateDto, key) =>
      setCommissionRate({ path: { id: retailerId }, body, headers: { 'Idempotency-Key': key } }),
    onDone: () => {
      setRate('');
      tell('The rate holds from that day on.');
    },
  });
  const refused = set.refusal === undefined ? {} : fieldErrors(set.refusal);
  const commissionBp = toBp(rate);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (commissionBp === undefined || validFrom === '' || set.running) return;
    set.run({ validFrom, commissionBp, ...(productId === undefined ? {} : { productId }) });
  };
  return (
    <form noValidate onSubmit={submit}>
      {set.refusal === undefined ? null : <ErrorPanel error={set.refusal} onRetry={set.retry} />}
      <Group align="flex-end" gap="sm" mb="sm">
        <TextInput
          type="date"
          label="From"
          value={validFrom}
          onChange={({ currentTarget: { value } }) => setValidFrom(value)}
          error={refused['validFrom']}
        />
        <ProductSelect label="Product" placeholder="Every other" value={productId} onProduct={setProductId} clearable />
        <TextInput
          label="Rate, %"
          value={rate}
          onChange={({ currentTarget: { value } }) => setRate(value)}
          inputMode="decimal"
          w={100}
          error={rate !== '' && commissionBp === undefined ? 'From 0 to 100' : refused['commissionBp']}
        />
        <Button type="submit" loading={set.running} disabled={commissionBp === undefined || validFrom === ''}>
          Set
        </Button>
      </Group>
    </form>
  );
}
