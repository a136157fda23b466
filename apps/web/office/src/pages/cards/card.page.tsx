import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type CardFoundDto, findCard, isRefusal } from '../../api/index.js';
import {
  Code,
  Empty,
  Facts,
  Loaded,
  None,
  Page,
  Panel,
  Serial,
  State,
  grouped,
  readSerial,
  usePathLink,
} from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { cardRoute } from '../cards.route.js';
import { CardHistory } from './card-history.js';
import { CardLife } from './card-life.js';
import { ReplaceDialog } from './replace-dialog.js';

/** One card by its serial: where it is and, for those who may know, everything that happened to it. Never its PIN. */
export function CardPage(): ReactNode {
  const { serial: typed } = cardRoute.useParams();
  const { serial, trouble } = readSerial(typed);
  return serial === undefined ? (
    <Page title="Card">
      <div className="panel flush">
        <Empty title="That is no serial" why={trouble} />
      </div>
    </Page>
  ) : (
    <Found key={serial} serial={serial} />
  );
}

function Found({ serial }: { readonly serial: string }): ReactNode {
  const query = useQuery({
    queryKey: ['card', serial],
    queryFn: ({ signal }) => findCard({ query: { code: serial }, signal }),
  });
  if (isRefusal(query.error, 'card.not_found')) {
    return (
      <Page title={`Card ${grouped(serial)}`}>
        <div className="panel flush">
          <Empty
            title="No such card"
            why="The number is well formed, but no card was ever made with it. A card in hand with this number is a forgery: keep it."
          />
        </div>
      </Page>
    );
  }
  return (
    <Page title={`Card ${grouped(serial)}`} beside={query.data === undefined ? null : <State of={query.data.state} />}>
      <Loaded query={query} what="The card">
        {(card) => <Card card={card} />}
      </Loaded>
    </Page>
  );
}

function Card({ card }: { readonly card: CardFoundDto }): ReactNode {
  const link = usePathLink();
  const mayRead = useMay('support', 'reviewer');
  const { serial, state, blockedFrom, batchId, productName, storeId, storeName, consignmentId } = card;
  return (
    <>
      <CardLife state={state} blockedFrom={blockedFrom} />
      <div className="stack">
        <Actions card={card} />
        <div className="two">
          <Panel title="The card">
            <Facts
              of={[
                ['Serial', <Serial key="serial" of={serial} />],
                ['Product', productName],
                [
                  'Batch',
                  <a key="batch" {...link(`/batches/${batchId}`)}>
                    <Code of={batchId} />
                  </a>,
                ],
                ['Store', storeName ?? (storeId === null ? <None key="none">in no store</None> : storeId)],
                [
                  'Last sent in',
                  consignmentId === null ? null : (
                    <a key="box" {...link(`/consignments/${consignmentId}`)}>
                      this consignment
                    </a>
                  ),
                ],
                ['Blocked out of', blockedFrom === null ? null : <State key="from" of={blockedFrom} />],
              ]}
            />
          </Panel>
          {mayRead ? (
            <CardHistory serial={serial} />
          ) : (
            <Panel title="What happened">
              <Text size="sm" c="dimmed">
                The history of a card is for support and reviewers.
              </Text>
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

const BLOCKABLE: ReadonlySet<string> = new Set(['printed', 'shipped', 'in_store', 'active', 'held']);

function Actions({ card: { serial, state } }: { readonly card: CardFoundDto }): ReactNode {
  const link = usePathLink();
  const mayBlock = useMay('stock', 'support', 'reviewer');
  const mayReplace = useMay('support');
  const [replacing, setReplacing] = useState(false);
  const block = mayBlock && BLOCKABLE.has(state);
  const unblock = mayBlock && state === 'blocked';
  const replace = mayReplace && state === 'active';
  if (!block && !unblock && !replace) return null;
  return (
    <Group gap="xs">
      {replace ? <Button onClick={() => setReplacing(true)}>Replace…</Button> : null}
      {block || unblock ? (
        <Button component="a" variant="default" {...link(`/block?card=${serial}`)}>
          {unblock ? 'Unblock…' : 'Block…'}
        </Button>
      ) : null}
      {replacing ? <ReplaceDialog serial={serial} onClose={() => setReplacing(false)} /> : null}
    </Group>
  );
}
