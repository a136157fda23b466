import { Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type BundleDto, listHouseBundles } from '../../api/index.js';
import {
  Code,
  Empty,
  Loaded,
  Pager,
  Panel,
  State,
  Time,
  count,
  counted,
  cursorIn,
  usePathLink,
} from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { printHouseRoute } from '../print-houses.route.js';
import { BundlePapers } from './bundle-papers.js';

/** The bundles that were encrypted to the house, and the papers that it sent back. */
export function HouseBundles({ houseId }: { readonly houseId: string }): ReactNode {
  const { at } = printHouseRoute.useSearch();
  const navigate = printHouseRoute.useNavigate();
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['house-bundles', houseId, cursor],
    queryFn: ({ signal }) => listHouseBundles({ path: { id: houseId }, query: { cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title="Bundles">
      <Loaded query={query} what="The bundles" lines={3}>
        {({ items, next }) =>
          items.length === 0 && at === undefined ? (
            <Empty title="No bundle yet" why="A bundle is made on the page of a minted batch that is for this house." />
          ) : (
            <>
              <ul className="lines">
                {items.map((bundle) => (
                  <BundleLine key={bundle.id} of={bundle} />
                ))}
              </ul>
              <Pager
                at={at}
                next={next}
                onAt={(to) => void navigate({ params: { id: houseId }, search: { at: to } })}
              />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function BundleLine({ of }: { readonly of: BundleDto }): ReactNode {
  const link = usePathLink();
  const mayEnter = useMay('batch-manager', 'stock');
  return (
    <li>
      <Group gap="sm" justify="space-between">
        <Group gap="sm">
          <State of={of.state} tone={TONES[of.state]} />
          <a {...link(`/batches/${of.batchId}`)}>
            Batch <Code of={of.batchId} />
          </a>
          <span>
            {counted(of.cards, 'card')}, {of.kind === 'data' ? 'data file' : 'PDF sheets'}
          </span>
        </Group>
        <Text size="sm" c="dimmed" component="span">
          {of.downloadedAt === null ? (
            <>
              asked <Time at={of.requestedAt} />
            </>
          ) : (
            <>
              left <Time at={of.downloadedAt} />
            </>
          )}
        </Text>
      </Group>
      {of.downloadedAt === null ? null : (
        <ul className="decisions">
          <li>
            {of.receiptAt === null ? (
              'No receipt yet'
            ) : (
              <>
                Receipt entered, <Time at={of.receiptAt} />
              </>
            )}
          </li>
          <li>{of.spoiled === 0 ? 'No card named as ruined' : `${count(of.spoiled)} named as ruined`}</li>
          <li>
            {of.certificateAt === null ? (
              'No certificate of destruction yet: nothing of the batch may be shipped'
            ) : (
              <>
                Certificate of destruction entered, <Time at={of.certificateAt} />
              </>
            )}
          </li>
        </ul>
      )}
      {of.reason === null ? null : <Text size="sm">{of.reason}</Text>}
      {mayEnter && of.downloadedAt !== null ? <BundlePapers bundle={of} /> : null}
    </li>
  );
}

const TONES: Partial<Record<BundleDto['state'], 'good' | 'over' | 'bad' | 'wait' | 'work'>> = {
  waiting: 'wait',
  making: 'work',
  ready: 'wait',
  downloaded: 'good',
  failed: 'bad',
  expired: 'over',
  destroyed: 'over',
};
