import { Button, Group, Modal } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type TaxRateDto, listTaxRates } from '../../api/index.js';
import { DataList, Empty, Money, None, Page, Time, cursorIn } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { percent } from '../retailers/percent.js';
import { RETAIL_READERS } from '../retailers/retailers.page.js';
import { taxesRoute } from '../taxes.route.js';
import { NewTax } from './new-tax.js';

/** What the shops of a place collect on top of the price, by day. */
export function TaxesPage(): ReactNode {
  const [adding, setAdding] = useState(false);
  const add = useMay('admin') ? <Button onClick={() => setAdding(true)}>Set a tax or fee</Button> : undefined;
  return (
    <Page title="Taxes and fees" action={add}>
      <ForRoles roles={RETAIL_READERS}>
        <Taxes add={add} />
        <Modal opened={adding} onClose={() => setAdding(false)} title="Set a tax or fee">
          {adding ? <NewTax onDone={() => setAdding(false)} /> : null}
        </Modal>
      </ForRoles>
    </Page>
  );
}

function Taxes({ add }: { readonly add: ReactNode }): ReactNode {
  const { at } = taxesRoute.useSearch();
  const navigate = taxesRoute.useNavigate();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['tax-rates', cursor],
    queryFn: ({ signal }) => listTaxRates({ query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <DataList<TaxRateDto>
      name="Taxes and fees"
      query={query}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Of', cell: ({ jurisdiction }) => jurisdiction },
        { title: 'On the slip', cell: ({ name }) => name },
        { title: 'From', cell: ({ validFrom }) => <Time at={validFrom} as="day" /> },
        { title: 'Amount', right: true, cell: (rate) => <Amount of={rate} /> },
      ]}
      small={(rate) => ({
        first: (
          <Group gap="xs">
            {rate.name} <Amount of={rate} />
          </Group>
        ),
        second: (
          <span>
            {rate.jurisdiction} from <Time at={rate.validFrom} as="day" />
          </span>
        ),
      })}
      empty={<Empty title="No tax or fee" why="Customers pay the price alone, and slips tell no taxes." action={add} />}
      at={at}
      onAt={(next) => void navigate({ search: { at: next } })}
    />
  );
}

function Amount({ of: { rateBp, flatMinor, currency } }: { readonly of: TaxRateDto }): ReactNode {
  if (rateBp > 0) return <span className="number">{percent(rateBp)}</span>;
  if (flatMinor === 0) return <None>ends</None>;
  return (
    <>
      <Money minor={flatMinor} currency={currency} /> a card
    </>
  );
}
