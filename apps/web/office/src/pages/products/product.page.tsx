import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ProductDto, getProduct } from '../../api/index.js';
import { Code, Facts, Loaded, Money, Page, Panel, Time, counted, usePathLink } from '../../parts/index.js';
import { productRoute } from '../products.route.js';
import { PricesPanel } from './prices-panel.js';

/** One product. What its cards are never changes; what they cost may, from a later day on. */
export function ProductPage(): ReactNode {
  const { id } = productRoute.useParams();
  const query = useQuery({ queryKey: ['product', id], queryFn: ({ signal }) => getProduct({ path: { id }, signal }) });
  return (
    <Page title={query.data?.name ?? `Product ${id}`}>
      <Loaded query={query} what="The product">
        {(product) => (
          <>
            <Product of={product} />
            <PricesPanel product={product} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Product({ of }: { readonly of: ProductDto }): ReactNode {
  const link = usePathLink();
  return (
    <Panel title="What its cards are">
      <Facts
        of={[
          ['Adds', `${counted(of.months, 'calendar month')} to a device on plan “${of.plan}”`],
          ['Price', <Money key="price" minor={of.amountMinor} currency={of.currency} />],
          ['GTIN', <Code key="gtin" of={of.gtin} />],
          ['On the peg', `${counted(of.shelfMonths, 'month')} after the mint, then an unsold card expires`],
          ['After the sale', `${counted(of.afterSaleMonths, 'month')} to use it`],
          ['Since', <Time key="since" at={of.createdAt} />],
        ]}
      />
      <Group mt="md" gap="xs">
        <Button component="a" variant="default" {...link(`/batches?product=${of.id}`)}>
          Its batches
        </Button>
        <Button component="a" variant="default" {...link(`/stock?product=${of.id}`)}>
          Where its cards hang
        </Button>
      </Group>
    </Panel>
  );
}
