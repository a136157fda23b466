import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  type BatchDetailDto,
  type BundleDto,
  downloadBundle,
  getBundleManifest,
  listBundles,
  useDeed,
} from '../../api/index.js';
import { Code, ErrorPanel, Loaded, Meter, Panel, State, Time, bytes, counted, saveBlob } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { BundlePapers } from '../print-houses/bundle-papers.js';

const LIVE_MS = 1_000;
const HASH_SHOWN = 16;

/** What leaves for the print house: made, downloaded once, signed for. */
export function BundlesPanel({ batch: { id, houseKeyId } }: { readonly batch: BatchDetailDto }): ReactNode {
  const maySee = useMay('batch-manager', 'approver', 'stock');
  const query = useQuery({
    queryKey: ['batch', id, 'bundles'],
    queryFn: ({ signal }) => listBundles({ path: { id }, signal }),
    enabled: maySee,
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ state }) => state === 'making') ? LIVE_MS : false),
  });
  if (!maySee || houseKeyId === null) return null;
  return (
    <div id="bundles" tabIndex={-1}>
      <Panel title="Bundles">
        <Loaded query={query} lines={2} what="The list of bundles">
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                None made yet.
              </Text>
            ) : (
              <ul className="files" aria-label="Bundles">
                {items.map((bundle) => (
                  <li key={bundle.id}>
                    <BundleLine bundle={bundle} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}

function BundleLine({ bundle }: { readonly bundle: BundleDto }): ReactNode {
  const { kind, state, cards, done, sha256, expiresAt, downloadedAt, receiptAt, certificateAt, reason } = bundle;
  const mayDownload = useMay('batch-manager');
  const mayEnter = useMay('batch-manager', 'stock');
  return (
    <>
      <Group justify="space-between" gap="xs">
        <strong>
          {kind === 'data' ? 'Data file' : 'PDF sheets'}, {counted(cards, 'card')}
        </strong>
        {state === 'ready' && mayDownload ? <DownloadBundle bundle={bundle} /> : <State of={state} />}
      </Group>
      {state === 'making' ? <Meter done={done} of={cards} what="Bundle: cards written" /> : null}
      {reason === null ? null : <Text size="sm">{reason}</Text>}
      <Text size="xs" c="dimmed" component="div">
        {bundle.bytes === null ? null : `${bytes(bundle.bytes)} · `}
        {sha256 === null ? null : (
          <>
            SHA-256 <Code of={`${sha256.slice(0, HASH_SHOWN)}…`} />
          </>
        )}
        {state === 'ready' && expiresAt !== null ? (
          <>
            {' · can be downloaded once, until '}
            <Time at={expiresAt} />
          </>
        ) : null}
        {downloadedAt === null ? null : (
          <>
            {' · left '}
            <Time at={downloadedAt} />
            {receiptAt === null ? ' · no receipt yet' : ' · receipt entered'}
            {certificateAt === null ? ' · no certificate yet' : ' · certificate entered'}
          </>
        )}
      </Text>
      {mayEnter && downloadedAt !== null ? <BundlePapers bundle={bundle} /> : null}
    </>
  );
}

function DownloadBundle({ bundle: { id, batchId } }: { readonly bundle: BundleDto }): ReactNode {
  const path = { id: batchId, bundleId: id };
  const deed = useDeed<void, void>({
    call: async () => {
      // The manifest first: it may be had again, the bundle may not.
      const manifest = JSON.stringify(await getBundleManifest({ path }), null, 2);
      const file = (await downloadBundle({ path, parseAs: 'blob' })) as Blob;
      saveBlob(new Blob([manifest], { type: 'application/json' }), `bundle-${batchId}.manifest.json`);
      saveBlob(file, `bundle-${batchId}.age`);
    },
  });
  return (
    <>
      <Button size="compact-sm" loading={deed.running} onClick={() => deed.run()}>
        Download, once
      </Button>
      {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
    </>
  );
}
