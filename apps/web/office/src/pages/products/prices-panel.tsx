import { Button, Group, TextInput, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type ProductDto,
  type ProductPriceDto,
  type SetProductPriceDto,
  fieldErrors,
  listProductPrices,
  setProductPrice,
  useDeed,
} from '../../api/index.js';
import { DataList, Empty, ErrorPanel, Money, Time, cursorIn, tell } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { toMinor } from './minor-units.js';

/** Prices by day: the tills ask for the one of the day, whatever is printed on the card. */
export function PricesPanel({ product }: { readonly product: ProductDto }): ReactNode {
  const [at, setAt] = useState<string | undefined>(undefined);
  const maySet = useMay('admin');
  const { id, currency } = product;
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['product-prices', id, cursor],
    queryFn: ({ signal }) => listProductPrices({ path: { id }, query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const price = ({ priceMinor }: ProductPriceDto): ReactNode => <Money minor={priceMinor} currency={currency} />;
  return (
    <section aria-label="Price by day" className="list-section">
      <Title order={2} mb="xs">
        Price by day
      </Title>
      {maySet ? <NewPrice product={product} /> : null}
      <DataList<ProductPriceDto>
        name="Prices"
        query={query}
        keyOf={({ validFrom }) => validFrom}
        columns={[
          { title: 'From', cell: ({ validFrom }) => <Time at={validFrom} as="day" /> },
          { title: 'Price', right: true, cell: price },
          { title: 'Set', cell: ({ setAt: when }) => <Time at={when} /> },
        ]}
        small={(one) => ({ first: price(one), second: <Time at={one.validFrom} as="day" /> })}
        empty={<Empty title="No dated price" why="Every card costs what its batch was made for." />}
        at={at}
        onAt={setAt}
      />
    </section>
  );
}

function NewPrice({ product: { id, currency } }: { readonly product: ProductDto }): ReactNode {
  const [validFrom, setValidFrom] = useState('');
  const [typed, setTyped] = useState('');
  const set = useDeed({
    call: (body: SetProductPriceDto, key) =>
      setProductPrice({ path: { id }, body, headers: { 'Idempotency-Key': key } }),
    onDone: () => {
      setTyped('');
      tell('The price holds from that day on.');
    },
  });
  const refused = set.refusal === undefined ? {} : fieldErrors(set.refusal);
  const priceMinor = toMinor(typed, currency);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (priceMinor !== undefined && validFrom !== '' && !set.running) set.run({ validFrom, priceMinor });
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
        <TextInput
          label={`Price, ${currency}`}
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
          inputMode="decimal"
          w={140}
          error={typed !== '' && priceMinor === undefined ? 'Not an amount' : refused['priceMinor']}
        />
        <Button type="submit" loading={set.running} disabled={priceMinor === undefined || validFrom === ''}>
          Set
        </Button>
      </Group>
    </form>
  );
}
