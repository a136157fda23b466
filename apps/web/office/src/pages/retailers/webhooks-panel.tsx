import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  type WebhookDto,
  listWebhooks,
  rotateWebhookSecret,
  switchWebhookOff,
  switchWebhookOn,
  testWebhook,
  useDeed,
} from '../../api/index.js';
import { ConfirmDialog, Empty, ErrorPanel, Loaded, Panel, State, Time, type Tone, tell } from '../../parts/index.js';
import { retailerRoute } from '../retailers.route.js';
import { Deliveries } from './deliveries.js';
import { NewWebhook } from './new-webhook.js';
import { WebhookSecret } from './webhook-secret.js';

const TONES: Readonly<Record<WebhookDto['state'], Tone>> = { on: 'good', off: 'over', gone: 'bad', failing: 'bad' };

/** Where the retailer's own system listens, and what it was told. */
export function WebhooksPanel({ retailerId }: { readonly retailerId: string }): ReactNode {
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['webhooks', retailerId],
    queryFn: ({ signal }) => listWebhooks({ query: { retailerId }, signal }),
  });
  const add = (
    <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
      Add an endpoint
    </Button>
  );
  return (
    <Panel title="Webhooks" beside={add}>
      <Loaded query={query} what="The webhooks">
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="No endpoint yet"
              why="The retailer’s own system can be told when cards are blocked, sales are undone or in doubt, and tills are revoked."
            />
          ) : (
            <Stack gap="lg">
              {items.map((endpoint) => (
                <Endpoint key={endpoint.id} of={endpoint} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a webhook endpoint">
        {adding ? <NewWebhook retailerId={retailerId} onDone={() => setAdding(false)} /> : null}
      </Modal>
    </Panel>
  );
}

function Endpoint({ of }: { readonly of: WebhookDto }): ReactNode {
  const { hook } = retailerRoute.useSearch();
  const navigate = retailerRoute.useNavigate();
  const open = hook === of.id;
  return (
    <section aria-label={`Endpoint ${of.url}`}>
      <Group gap="sm">
        <bdi dir="ltr" className="digits wrap">
          {of.url}
        </bdi>
        <State of={of.state} tone={TONES[of.state]} />
      </Group>
      <Text size="sm" c="dimmed">
        Told of {of.types.join(', ')} · since <Time at={of.madeAt} as="day" />
        {of.oldSecretUntil === null ? null : (
          <>
            {' '}
            · both secrets sign until <Time at={of.oldSecretUntil} />
          </>
        )}
      </Text>
      <Deeds of={of}>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={open}
          onClick={() => void navigate({ search: open ? {} : { hook: of.id } })}
        >
          {open ? 'Hide what it was told' : 'What it was told'}
        </Button>
      </Deeds>
      {open ? <Deliveries endpoint={of} /> : null}
    </section>
  );
}

function Deeds({
  of: { id, url, state },
  children,
}: {
  readonly of: WebhookDto;
  readonly children: ReactNode;
}): ReactNode {
  const [rotating, setRotating] = useState(false);
  const navigate = retailerRoute.useNavigate();
  const turn = useDeed({
    call: (on: boolean) => (on ? switchWebhookOn({ path: { id } }) : switchWebhookOff({ path: { id } })),
    onDone: (_, on) =>
      tell(on ? 'The endpoint is on.' : 'The endpoint is off: it is told of nothing that happens now.'),
  });
  const test = useDeed({
    call: () => testWebhook({ path: { id } }),
    onDone: () => {
      tell('A test is on its way.');
      void navigate({ search: { hook: id } });
    },
  });
  const rotate = useDeed({ call: () => rotateWebhookSecret({ path: { id } }), onDone: () => setRotating(false) });
  const refusal = turn.refusal ?? test.refusal;
  return (
    <>
      <Group gap="xs" mt="xs">
        {state === 'on' ? (
          <>
            <Button size="compact-sm" variant="default" loading={test.running} onClick={() => test.run()}>
              Send a test
            </Button>
            <Button size="compact-sm" variant="default" loading={turn.running} onClick={() => turn.run(false)}>
              Switch off
            </Button>
          </>
        ) : (
          <Button size="compact-sm" variant="default" loading={turn.running} onClick={() => turn.run(true)}>
            Switch on
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => setRotating(true)}>
          New secret
        </Button>
        {children}
      </Group>
      {refusal === undefined ? null : <ErrorPanel error={refusal} />}
      {rotate.answer === undefined ? null : <WebhookSecret of={rotate.answer.secret} />}
      <ConfirmDialog
        title="A new secret"
        opened={rotating}
        onClose={() => setRotating(false)}
        confirm="Make a new secret"
        onConfirm={() => rotate.run()}
        running={rotate.running}
        refusal={rotate.refusal}
        onRetry={rotate.retry}
      >
        {`Events for ${url} are signed with both secrets for a day; then only the new one counts.`}
      </ConfirmDialog>
    </>
  );
}
