import { Badge, Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type RetailerDto, listRetailers } from '../../api/index.js';
import { DataList, Empty, Money, None, Page, Time, cursorIn, usePathLink, words } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { type Role, useMay } from '../../session/me.js';
import { retailersRoute } from '../retailers.route.js';
import { percent } from './percent.js';

export const RETAIL_READERS: readonly Role[] = ['admin', 'batch-manager', 'stock', 'support', 'reviewer', 'finance'];

/** Who sells our cards. */
export function RetailersPage(): ReactNode {
  const link = usePathLink();
  const add = useMay('admin') ? (
    <Button component="a" {...link('/retailers/new')}>
      New retailer
    </Button>
  ) : undefined;
  return (
    <Page title="Retailers" action={add}>
      <ForRoles roles={RETAIL_READERS}>
        <Retailers add={add} />
      </ForRoles>
    </Page>
  );
}

function Retailers({ add }: { readonly add: ReactNode }): ReactNode {
  const { at } = retailersRoute.useSearch();
  const navigate = retailersRoute.useNavigate();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['retailers', cursor],
    queryFn: ({ signal }) => listRetailers({ query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <DataList<RetailerDto>
      name="Retailers"
      query={query}
      keyOf={({ id }) => id}
      pathOf={({ id }) => `/retailers/${id}`}
      columns={[
        { title: 'Name', cell: (retailer) => <Name of={retailer} /> },
        { title: 'Receiving', cell: ({ receiving }) => words(receiving) },
        { title: 'Commission', right: true, cell: ({ commissionBp }) => percent(commissionBp) },
        { title: 'Credit limit', right: true, cell: (retailer) => <Limit of={retailer} /> },
        { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} as="day" /> },
      ]}
      small={(retailer) => ({
        first: <Name of={retailer} />,
        second: (
          <span>
            {percent(retailer.commissionBp)} · <Limit of={retailer} />
          </span>
        ),
      })}
      empty={
        <Empty title="No retailer yet" why="Shops belong to a retailer, and its terms decide a sale." action={add} />
      }
      at={at}
      onAt={(next) => void navigate({ search: { at: next } })}
    />
  );
}

function Name({ of: { name, sandbox } }: { readonly of: RetailerDto }): ReactNode {
  return (
    <>
      {name} {sandbox ? <Badge variant="default">Sandbox</Badge> : null}
    </>
  );
}

function Limit({ of: { creditLimitMinor, currency } }: { readonly of: RetailerDto }): ReactNode {
  return creditLimitMinor === null ? <None>no limit</None> : <Money minor={creditLimitMinor} currency={currency} />;
}
