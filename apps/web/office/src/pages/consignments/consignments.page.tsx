import { Button, Group, Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ConsignmentDto, listConsignments } from '../../api/index.js';
import {
  Count,
  DataList,
  Empty,
  Page,
  Serial,
  State,
  StoreSelect,
  Time,
  counted,
  cursorIn,
  grouped,
  useGo,
  usePathLink,
  useScanner,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { type ConsignmentsSearch, consignmentsRoute } from '../consignments.route.js';
import { CONSIGNMENT_STATES, type ConsignmentState, READERS } from './states.js';

/** Boxes on their way to the stores, and those that came. */
export function ConsignmentsPage(): ReactNode {
  const link = usePathLink();
  const mayShip = useMay('batch-manager', 'stock');
  const ship = mayShip ? (
    <Button component="a" {...link('/consignments/ship')}>
      Ship
    </Button>
  ) : undefined;
  return (
    <Page title="Consignments" action={ship}>
      <ForRoles roles={READERS}>
        <Consignments ship={ship} />
      </ForRoles>
    </Page>
  );
}

function Consignments({ ship }: { readonly ship: ReactNode }): ReactNode {
  const search = consignmentsRoute.useSearch();
  const navigate = consignmentsRoute.useNavigate();
  const { store: storeId, state, serial, at } = search;
  const filter = (change: ConsignmentsSearch): void =>
    void navigate({ search: (was) => ({ ...was, at: undefined, ...change }) });
  useOpenByScan((scanned) => filter({ store: undefined, state: undefined, serial: scanned }));
  const query = useQuery({
    queryKey: ['consignments', search],
    queryFn: ({ signal }) =>
      listConsignments({
        query: { storeId, state: state as ConsignmentState | undefined, serial, cursor: cursorIn(at) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const filtered = storeId !== undefined || state !== undefined || serial !== undefined;
  return (
    <>
      <Group mb="sm" gap="sm" align="flex-end">
        <StoreSelect label="Store" w={240} clearable value={storeId} onStore={(store) => filter({ store })} />
        <Select
          label="State"
          w={180}
          clearable
          placeholder="Any"
          data={CONSIGNMENT_STATES.map(({ state: value, name }) => ({ value, label: name }))}
          value={state ?? null}
          onChange={(value) => filter({ state: value ?? undefined })}
        />
        {serial === undefined ? null : (
          <Button variant="default" onClick={() => filter({ serial: undefined })}>
            With card {grouped(serial)}: clear
          </Button>
        )}
      </Group>
      <p className="hint">Scan any card of a box to open it.</p>
      <DataList<ConsignmentDto>
        name="Consignments"
        query={query}
        keyOf={({ id }) => id}
        pathOf={({ id }) => `/consignments/${id}`}
        columns={[
          { title: 'Store', cell: ({ storeName }) => storeName },
          { title: 'State', cell: (row) => <State of={row.state} /> },
          { title: 'Product', cell: ({ productName }) => productName },
          { title: 'Cards', right: true, cell: ({ cards }) => <Count of={cards} /> },
          {
            title: 'Counted',
            right: true,
            cell: ({ received }) => (received === null ? '–' : <Count of={received} />),
          },
          { title: 'First card', cell: ({ firstSerial }) => <Serial of={firstSerial} /> },
          { title: 'Shipped', cell: ({ shippedAt }) => <Time at={shippedAt} /> },
        ]}
        small={({ storeName, state: now, cards, productName, shippedAt }) => ({
          first: (
            <>
              {storeName} <State of={now} />
            </>
          ),
          second: (
            <>
              <span>
                {counted(cards, 'card')} · {productName}
              </span>
              <Time at={shippedAt} as="age" />
            </>
          ),
        })}
        empty={
          <Empty
            title="No consignment yet"
            why="Cards of a sealed batch are shipped to a store by range, and received there by two scans."
            action={ship}
          />
        }
        onClearFilters={filtered ? () => void navigate({ search: {} }) : undefined}
        at={at}
        onAt={(next) => void navigate({ search: (was) => ({ ...was, at: next }) })}
      />
    </>
  );
}

/** A scan opens the box that its card is on its way in; where there is none, the list shows the boxes it was in. */
function useOpenByScan(onOther: (serial: string) => void): void {
  const go = useGo();
  useScanner((serial) => {
    listConsignments({ query: { serial, limit: 1 } }).then(
      ({ items: [newest] }) => (newest?.state === 'shipped' ? go(`/consignments/${newest.id}`) : onOther(serial)),
      () => onOther(serial),
    );
  });
}
