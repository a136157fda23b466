import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ProductDto, listProducts } from '../../api/index.js';
import { Count, DataList, Empty, Money, Page, counted, cursorIn, usePathLink } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { productsRoute } from '../products.route.js';

/** Everything that cards sell. */
export function ProductsPage(): ReactNode {
  const { at } = productsRoute.useSearch();
  const navigate = productsRoute.useNavigate();
  const isAdmin = useMay('admin');
  const link = usePathLink();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['products', cursor],
    queryFn: ({ signal }) => listProducts({ query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const create = isAdmin ? (
    <Button component="a" {...link('/products/new')}>
      New product
    </Button>
  ) : undefined;
  return (
    <Page title="Products" action={create}>
      <DataList<ProductDto>
        name="Products"
        query={query}
        keyOf={({ id }) => id}
        pathOf={({ id }) => `/products/${id}`}
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Plan', cell: ({ plan }) => plan },
          { title: 'Months', cell: ({ months }) => <Count of={months} />, right: true },
          { title: 'Price', cell: (row) => <Money minor={row.amountMinor} currency={row.currency} />, right: true },
          { title: 'GTIN', cell: ({ gtin }) => <span className="digits">{gtin}</span> },
          { title: 'On the peg', cell: ({ shelfMonths }) => counted(shelfMonths, 'month'), right: true },
        ]}
        small={(row) => ({
          first: row.name,
          second: (
            <span>
              <Money minor={row.amountMinor} currency={row.currency} /> · {counted(row.months, 'month')} · {row.plan}
            </span>
          ),
        })}
        empty={
          <Empty
            title="No product yet"
            why={
              isAdmin
                ? 'A product says what a card is: the plan, the months and the price. Cards are minted of a product.'
                : 'A product says what a card is. An admin adds the first one.'
            }
            action={create}
          />
        }
        at={at}
        onAt={(next) => void navigate({ search: { at: next } })}
      />
    </Page>
  );
}
