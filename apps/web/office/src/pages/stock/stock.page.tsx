import { Group } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type StockLineDto, listStock } from '../../api/index.js';
import {
  Count,
  DataList,
  Empty,
  Page,
  ProductSelect,
  State,
  StoreSelect,
  count,
  counted,
  cursorIn,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { READERS } from '../consignments/states.js';
import { type StockSearch, stockRoute } from '../stock.route.js';
import { StockViews } from './stock-views.js';

/** What hangs in the stores and is on its way there, and what to send more of. */
export function StockPage(): ReactNode {
  return (
    <Page title="Card stock">
      <ForRoles roles={READERS}>
        <StockViews now="stores" />
        <InStores />
      </ForRoles>
    </Page>
  );
}

function InStores(): ReactNode {
  const search = stockRoute.useSearch();
  const navigate = stockRoute.useNavigate();
  const { store: storeId, product: productId, at } = search;
  const filter = (change: StockSearch): void =>
    void navigate({ search: (was) => ({ ...was, at: undefined, ...change }) });
  const query = useQuery({
    queryKey: ['stock', search],
    queryFn: ({ signal }) => listStock({ query: { storeId, productId, cursor: cursorIn(at) }, signal }),
    placeholderData: keepPreviousData,
  });
  const filtered = storeId !== undefined || productId !== undefined;
  return (
    <>
      <Group mb="md" gap="sm" align="flex-end">
        <StoreSelect label="Store" w={240} clearable value={storeId} onStore={(store) => filter({ store })} />
        <ProductSelect
          label="Product"
          w={220}
          clearable
          placeholder="Any"
          value={productId}
          onProduct={(product) => filter({ product })}
        />
      </Group>
      <DataList<StockLineDto>
        name="Stock of the stores"
        query={query}
        keyOf={({ storeId: store, productId: product }) => `${store} ${product}`}
        pathOf={({ storeId: store, productId: product }) => `/stock/${store}/${product}`}
        columns={[
          { title: 'Store', cell: ({ storeName }) => storeName },
          { title: 'Product', cell: ({ productName }) => productName },
          { title: 'On the way', right: true, cell: ({ onTheWay }) => <Count of={onTheWay} /> },
          { title: 'On the peg', right: true, cell: ({ inStore }) => <Count of={inStore} /> },
          { title: 'Sold 7 d', right: true, cell: ({ sold7d }) => <Count of={sold7d} /> },
          { title: 'Lasts', right: true, cell: ({ coverDays }) => coverOf(coverDays) },
          { title: 'Oldest', right: true, cell: ({ oldestDays }) => ageOf(oldestDays) },
          {
            title: 'Order at',
            right: true,
            cell: ({ reorderPoint }) => (reorderPoint === null ? '–' : count(reorderPoint)),
          },
          { title: 'To do', cell: ({ reorder }) => (reorder ? <State of="order_more" tone="wait" /> : '') },
        ]}
        small={(line) => ({
          first: (
            <>
              {line.storeName} {line.reorder ? <State of="order_more" tone="wait" /> : null}
            </>
          ),
          second: (
            <>
              <span>{line.productName}</span>
              <span>
                {count(line.inStore)} on the peg · {count(line.onTheWay)} coming · lasts {coverOf(line.coverDays)}
              </span>
            </>
          ),
        })}
        empty={
          <Empty
            title="No cards in any store yet"
            why="Stores appear here with the first box that is shipped to them."
          />
        }
        onClearFilters={filtered ? () => void navigate({ search: {} }) : undefined}
        at={at}
        onAt={(next) => void navigate({ search: (was) => ({ ...was, at: next }) })}
      />
    </>
  );
}

/** Days that the pegs last at the pace of the last seven. */
export function coverOf(coverDays: number | null): string {
  return coverDays === null ? '–' : coverDays < 10 ? `${coverDays} d` : `${count(Math.round(coverDays))} d`;
}

export function ageOf(days: number | null): string {
  if (days === null) return '–';
  return days === 0 ? 'today' : counted(days, 'day');
}
