import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { fieldErrors, getBatch, ship, useDeed } from '../../api/index.js';
import {
  ErrorPanel,
  Page,
  Panel,
  RangeFields,
  State,
  StoreSelect,
  counted,
  everyProduct,
  useGo,
  usePathLink,
  useRangeEntry,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { shipRoute } from '../consignments.route.js';
import { MOVERS } from './states.js';

const SHIPPABLE = ['sealed', 'released', 'frozen'];

export function ShipPage(): ReactNode {
  return (
    <Page title="Ship cards to a store">
      <ForRoles roles={MOVERS}>
        <ShipForm />
      </ForRoles>
    </Page>
  );
}

function ShipForm(): ReactNode {
  const { store } = shipRoute.useSearch();
  const [storeId, setStore] = useState(store);
  const entry = useRangeEntry();
  const go = useGo();
  const link = usePathLink();
  const deed = useDeed({
    call: (body: { storeId: string; firstSerial: string; lastSerial: string }, key) =>
      ship({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ id }) => go(`/consignments/${id}`),
  });
  const cards = entry.reading?.cards;
  const ready = storeId !== undefined && entry.serials !== undefined && cards !== undefined;
  const refused = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !deed.running) deed.run({ storeId, ...entry.serials! });
  };
  return (
    <Panel>
      <form noValidate onSubmit={submit}>
        <Stack gap="md" maw={640}>
          {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
          <StoreSelect
            label="Store"
            description="Where the box goes."
            value={storeId}
            onStore={setStore}
            error={refused['storeId']}
          />
          <RangeFields entry={entry} refused={{ first: refused['firstSerial'], last: refused['lastSerial'] }} />
          {entry.reading?.batch === undefined ? null : <OfBatch batchId={entry.reading.batch} />}
          <Group gap="xs">
            <Button type="submit" disabled={!ready} loading={deed.running}>
              {cards === undefined ? 'Ship' : `Ship ${counted(cards, 'card')}`}
            </Button>
            <Button component="a" variant="default" {...link('/consignments')}>
              Back
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** What the cards are, before they leave. */
function OfBatch({ batchId }: { readonly batchId: string }): ReactNode {
  const batch = useQuery({
    queryKey: ['batch', batchId],
    queryFn: ({ signal }) => getBatch({ path: { id: batchId }, signal }),
    retry: false,
  });
  const { data: products } = useQuery(everyProduct);
  if (batch.isError) return <ErrorPanel error={batch.error} title={`Batch ${batchId} can’t be shipped`} />;
  if (batch.data === undefined) return null;
  const { state, productId, months } = batch.data;
  const product = products?.find(({ id }) => id === productId);
  return (
    <Text size="sm" component="div" role="status">
      They are <strong>{product?.name ?? counted(months, 'month')}</strong>; the batch is <State of={state} />
      {SHIPPABLE.includes(state) ? null : ' and must be sealed before its cards leave.'}
    </Text>
  );
}
