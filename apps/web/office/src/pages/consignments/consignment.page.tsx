import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ConsignmentDto, getConsignment } from '../../api/index.js';
import {
  Code,
  Count,
  Facts,
  Loaded,
  Page,
  Panel,
  Serial,
  State,
  Time,
  counted,
  usePathLink,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { consignmentRoute } from '../consignments.route.js';
import { ReceiveForm } from './receive-form.js';
import { MOVERS, READERS } from './states.js';

/** One box: what is in it, where it is, and its receipt. */
export function ConsignmentPage(): ReactNode {
  const { id } = consignmentRoute.useParams();
  const mayRead = useMay(...READERS);
  const query = useQuery({
    queryKey: ['consignment', id],
    queryFn: ({ signal }) => getConsignment({ path: { id }, signal }),
    enabled: mayRead,
  });
  const { data } = query;
  return (
    <Page
      title={data === undefined ? 'Consignment' : `Box for ${data.storeName}`}
      beside={data === undefined ? undefined : <State of={data.state} />}
    >
      <ForRoles roles={READERS}>
        <Loaded query={query} what="The consignment">
          {(consignment) => <Box of={consignment} />}
        </Loaded>
      </ForRoles>
    </Page>
  );
}

function Box({ of }: { readonly of: ConsignmentDto }): ReactNode {
  const link = usePathLink();
  const mayMove = useMay(...MOVERS);
  const { state, cards, received } = of;
  return (
    <>
      <Panel title="What is in it">
        <Facts
          of={[
            ['Cards', <Count key="cards" of={cards} />],
            ['Product', of.productName],
            ['First card', <Serial key="first" of={of.firstSerial} />],
            ['Last card', <Serial key="last" of={of.lastSerial} />],
            [
              'Batch',
              <a key="batch" {...link(`/batches/${of.batchId}`)}>
                <Code of={of.batchId} />
              </a>,
            ],
            [
              'Store',
              <a key="store" {...link(`/stock?store=${of.storeId}`)}>
                {of.storeName}
              </a>,
            ],
            ['Shipped', <Deed key="shipped" at={of.shippedAt} by={of.shippedByName} />],
            [
              'Received',
              of.receivedAt === null ? undefined : <Deed key="received" at={of.receivedAt} by={of.receivedByName} />,
            ],
          ]}
        />
      </Panel>
      {state === 'received_short' && received !== null ? (
        <Alert color="yellow" mt="md" title={`${counted(received, 'card')} of ${cards} were there`}>
          The others are still on their way in the books, and an exception COUNT_DIFF is open until someone explains
          them.
        </Alert>
      ) : null}
      {state === 'shipped' ? (
        <Panel title="Receive it">
          {mayMove ? (
            <ReceiveForm consignment={of} />
          ) : (
            <Text size="sm">Stock receives it when it comes, by a scan of its first and its last card.</Text>
          )}
        </Panel>
      ) : null}
    </>
  );
}

function Deed({ at, by }: { readonly at: string; readonly by: string | null }): ReactNode {
  return (
    <>
      <Time at={at} />
      {by === null ? null : ` by ${by}`}
    </>
  );
}
