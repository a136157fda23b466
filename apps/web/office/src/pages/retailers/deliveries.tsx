import { Button, Group } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  type DeliveryDto,
  type WebhookDto,
  listWebhookDeliveries,
  replayWebhookDelivery,
  useDeed,
} from '../../api/index.js';
import { DataList, Empty, ErrorPanel, State, Time, type Tone, counted, cursorIn, tell } from '../../parts/index.js';
import { retailerRoute } from '../retailers.route.js';

const TONES: Readonly<Record<DeliveryDto['state'], Tone>> = { waiting: 'work', delivered: 'good', failed: 'bad' };
const LOOKED_AGAIN_MS = 2_000;

/** What an endpoint was told, or will be; a click sends one again. */
export function Deliveries({ endpoint }: { readonly endpoint: WebhookDto }): ReactNode {
  const { at } = retailerRoute.useSearch();
  const navigate = retailerRoute.useNavigate();
  const { id } = endpoint;
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['webhook-deliveries', id, cursor],
    queryFn: ({ signal }) => listWebhookDeliveries({ path: { id }, query: { limit: 20, cursor }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ state, tries }) => state === 'waiting' && tries === 0) === true ? LOOKED_AGAIN_MS : false,
  });
  const replay = useDeed({
    call: (deliveryId: string) => replayWebhookDelivery({ path: { id, deliveryId } }),
    onDone: () => tell('It is sent again.'),
  });
  const again = (delivery: DeliveryDto): ReactNode =>
    endpoint.state === 'on' ? (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Send again: ${delivery.type}, ${delivery.eventId}`}
        disabled={replay.running}
        onClick={() => replay.run(delivery.id)}
      >
        Send again
      </Button>
    ) : null;
  return (
    <div className="told">
      {replay.refusal === undefined ? null : <ErrorPanel error={replay.refusal} onRetry={replay.retry} />}
      <DataList<DeliveryDto>
        name="Deliveries"
        query={query}
        keyOf={({ id: one }) => one}
        columns={[
          { title: 'When', cell: (one) => <Time at={one.at} />, width: 130 },
          { title: 'What', cell: (one) => <What of={one} /> },
          { title: 'State', cell: (one) => <Outcome of={one} /> },
          { title: '', cell: again, width: 120 },
        ]}
        small={(one) => ({
          first: (
            <Group gap="xs">
              {one.type} {again(one)}
            </Group>
          ),
          second: <Outcome of={one} />,
        })}
        empty={
          <Empty title="Told nothing yet" why="What happens at the retailer’s tills stands here, once it listens." />
        }
        at={at}
        onAt={(next) => void navigate({ search: { hook: id, at: next } })}
      />
    </div>
  );
}

function What({ of: { type, data } }: { readonly of: DeliveryDto }): ReactNode {
  return (
    <div className="wrap">
      {type}
      <div className="hint digits">{JSON.stringify(data)}</div>
    </div>
  );
}

function Outcome({ of: { state, tries, nextAt, lastError, deliveredAt } }: { readonly of: DeliveryDto }): ReactNode {
  return (
    <div className="wrap">
      <State of={state} tone={TONES[state]} />
      <div className="hint">
        {state === 'delivered' && deliveredAt !== null ? (
          <>
            <Time at={deliveredAt} />, {tries === 1 ? 'at once' : `after ${counted(tries, 'try', 'tries')}`}
          </>
        ) : (
          <>
            {lastError ?? 'not tried yet'}
            {tries > 0 ? `, ${counted(tries, 'try', 'tries')}` : null}
            {nextAt !== null && tries > 0 ? (
              <>
                , next <Time at={nextAt} />
              </>
            ) : null}
          </>
        )}
      </div>
    </div>
  );
}
