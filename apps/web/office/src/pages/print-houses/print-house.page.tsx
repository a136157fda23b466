import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type PrintHouseDto, getPrintHouse } from '../../api/index.js';
import { Facts, Loaded, Page, Panel, Time } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { printHouseRoute } from '../print-houses.route.js';
import { AddKey } from './add-key.js';
import { HouseBundles } from './house-bundles.js';
import { HouseKeys } from './house-keys.js';
import { IssuerKey } from './issuer-key.js';
import { HOUSE_READERS } from './print-houses.page.js';

/** One print house: its keys, and the bundles that were made for it. */
export function PrintHousePage(): ReactNode {
  const { id } = printHouseRoute.useParams();
  const mayRead = useMay(...HOUSE_READERS);
  const query = useQuery({
    queryKey: ['print-house', id],
    queryFn: ({ signal }) => getPrintHouse({ path: { id }, signal }),
    enabled: mayRead,
  });
  return (
    <Page title={query.data?.name ?? 'Print house'}>
      <ForRoles roles={HOUSE_READERS}>
        <Loaded query={query} what="The print house">
          {(house) => <House of={house} />}
        </Loaded>
      </ForRoles>
    </Page>
  );
}

function House({ of }: { readonly of: PrintHouseDto }): ReactNode {
  const mayAdd = useMay('batch-manager');
  return (
    <>
      <Panel title="Who they are">
        <Facts
          of={[
            ['Contact', of.contact],
            ['Since', <Time key="since" at={of.createdAt} as="day" />],
          ]}
        />
      </Panel>
      <Panel title="Keys">
        <HouseKeys house={of} />
        {mayAdd ? <AddKey houseId={of.id} /> : null}
      </Panel>
      <IssuerKey />
      <HouseBundles houseId={of.id} />
    </>
  );
}
