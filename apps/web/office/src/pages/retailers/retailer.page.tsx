import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type RetailerWithCreditDto, getRetailer } from '../../api/index.js';
import { Facts, Loaded, Page, Panel, Time } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { retailerRoute } from '../retailers.route.js';
import { CommissionPanel } from './commission-panel.js';
import { CreditPanel } from './credit-panel.js';
import { percent } from './percent.js';
import { RETAIL_READERS } from './retailers.page.js';
import { StoresPanel } from './stores-panel.js';
import { WebhooksPanel } from './webhooks-panel.js';

/** One retailer: its terms, what it owes, its shops, and where its own system listens. */
export function RetailerPage(): ReactNode {
  const { id } = retailerRoute.useParams();
  const mayRead = useMay(...RETAIL_READERS);
  const query = useQuery({
    queryKey: ['retailer', id],
    queryFn: ({ signal }) => getRetailer({ path: { id }, signal }),
    enabled: mayRead,
  });
  const sandbox = query.data?.sandbox === true ? <Badge variant="default">Sandbox</Badge> : undefined;
  return (
    <Page title={query.data?.name ?? `Retailer ${id}`} beside={sandbox}>
      <ForRoles roles={RETAIL_READERS}>
        <Loaded query={query} what="The retailer">
          {(retailer) => <Retailer of={retailer} />}
        </Loaded>
      </ForRoles>
    </Page>
  );
}

function Retailer({ of }: { readonly of: RetailerWithCreditDto }): ReactNode {
  const mayHooks = useMay('admin');
  return (
    <>
      <CreditPanel of={of} />
      <Panel title="Terms">
        <Facts
          of={[
            [
              'Receiving',
              of.receiving === 'strict' ? 'Only received cards may be sold' : 'Others too, with an exception',
            ],
            ['Commission', `${percent(of.commissionBp)} unless a dated rate below says otherwise`],
            ['At a void', of.clawBack ? 'Commission is taken back' : 'Commission stays'],
            ['Its day begins', clock(of.cutOffMinutes)],
            [
              'Many sales in minutes',
              of.sellsInBursts ? 'No alarm: a machine sells' : 'A supervisor must unlock the till',
            ],
            ['Since', <Time key="since" at={of.createdAt} as="day" />],
          ]}
        />
      </Panel>
      <StoresPanel retailerId={of.id} />
      <CommissionPanel retailerId={of.id} />
      {mayHooks ? <WebhooksPanel retailerId={of.id} /> : null}
    </>
  );
}

/** Minutes after midnight: 180 → `03:00`. */
function clock(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
