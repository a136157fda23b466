import { Group } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type WarehouseLineDto, listWarehouse } from '../../api/index.js';
import { Code, Count, DataList, Empty, Page, ProductSelect, State, Time, count, cursorIn } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { READERS } from '../consignments/states.js';
import { warehouseRoute } from '../stock.route.js';
import { StockViews } from './stock-views.js';

/** What of every sealed batch lies in the warehouse. */
export function WarehousePage(): ReactNode {
  return (
    <Page title="Card stock">
      <ForRoles roles={READERS}>
        <StockViews now="warehouse" />
        <InWarehouse />
      </ForRoles>
    </Page>
  );
}

function InWarehouse(): ReactNode {
  const { product: productId, at } = warehouseRoute.useSearch();
  const navigate = warehouseRoute.useNavigate();
  const query = useQuery({
    queryKey: ['warehouse', productId, at],
    queryFn: ({ signal }) => listWarehouse({ query: { productId, cursor: cursorIn(at) }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Group mb="md">
        <ProductSelect
          label="Product"
          w={220}
          clearable
          placeholder="Any"
          value={productId}
          onProduct={(product) => void navigate({ search: { product } })}
        />
      </Group>
      <DataList<WarehouseLineDto>
        name="Stock of the warehouse"
        query={query}
        keyOf={({ batchId }) => batchId}
        pathOf={({ batchId }) => `/batches/${batchId}`}
        columns={[
          { title: 'Batch', cell: ({ batchId }) => <Code of={batchId} /> },
          { title: 'State', cell: ({ state }) => <State of={state} /> },
          { title: 'Product', cell: ({ productName }) => productName },
          { title: 'Cards', right: true, cell: ({ cards }) => <Count of={cards} /> },
          { title: 'In the warehouse', right: true, cell: ({ inWarehouse }) => <Count of={inWarehouse} /> },
          { title: 'Sent', right: true, cell: ({ sent }) => <Count of={sent} /> },
          { title: 'Spoiled', right: true, cell: ({ spoiled }) => <Count of={spoiled} /> },
          { title: 'Blocked here', right: true, cell: ({ blocked }) => <Count of={blocked} /> },
          { title: 'Sell by', cell: ({ sellBy }) => <Time at={sellBy} as="day" /> },
        ]}
        small={({ batchId, state, productName, inWarehouse, cards }) => ({
          first: (
            <>
              <Code of={batchId} /> <State of={state} />
            </>
          ),
          second: (
            <>
              <span>{productName}</span>
              <span>
                {count(inWarehouse)} of {count(cards)} here
              </span>
            </>
          ),
        })}
        empty={
          <Empty
            title="The warehouse is empty"
            why="Cards lie here from the seal of their batch until they are shipped."
          />
        }
        onClearFilters={productId === undefined ? undefined : () => void navigate({ search: {} })}
        at={at}
        onAt={(next) => void navigate({ search: (was) => ({ ...was, at: next }) })}
      />
    </>
  );
}
