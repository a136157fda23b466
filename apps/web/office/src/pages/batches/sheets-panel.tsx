import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  type BatchDetailDto,
  type SheetDto,
  downloadSheet,
  listSheets,
  requestSheet,
  useDeed,
} from '../../api/index.js';
import {
  Code,
  ErrorPanel,
  Loaded,
  Meter,
  None,
  Panel,
  Serial,
  State,
  bytes,
  count,
  counted,
  saveBlob,
} from '../../parts/index.js';
import { useMay } from '../../session/me.js';

const LIVE_MS = 1_000;
const HASH_SHOWN = 16;

/** The printable files of a batch: made, counted, downloaded; gone with the seal. */
export function SheetsPanel({ batch: { id, state, houseKeyId } }: { readonly batch: BatchDetailDto }): ReactNode {
  const maySee = useMay('batch-manager', 'approver');
  const mayMake = useMay('batch-manager');
  const query = useQuery({
    queryKey: ['batch', id, 'sheets'],
    queryFn: ({ signal }) => listSheets({ path: { id }, signal }),
    enabled: maySee,
    refetchInterval: ({ state: { data } }) => (data?.items.some(isWorking) ? LIVE_MS : false),
  });
  const make = useDeed<void, unknown>({
    call: (_, key) => requestSheet({ path: { id }, body: {}, headers: { 'Idempotency-Key': key } }),
  });
  if (!maySee || houseKeyId !== null) return null;
  return (
    <div id="sheets" tabIndex={-1}>
      <Panel
        title="Sheets"
        beside={
          mayMake && state === 'minted' && (query.data?.items.length ?? 0) > 0 ? (
            <Button size="compact-sm" variant="default" loading={make.running} onClick={() => make.run()}>
              Make again
            </Button>
          ) : null
        }
      >
        {make.refusal === undefined ? null : <ErrorPanel error={make.refusal} onRetry={make.retry} />}
        <Loaded query={query} lines={2} what="The list of sheets">
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {state === 'minted' ? 'None made yet.' : 'None was made.'}
              </Text>
            ) : (
              <ul className="files" aria-label="Sheets">
                {items.map((sheet) => (
                  <li key={sheet.id}>
                    <SheetLine batchId={id} sheet={sheet} mayDownload={mayMake && state === 'minted'} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        {state === 'minted' ? null : (
          <Text size="sm" c="dimmed">
            The files of a sealed batch are gone, and can’t be made again.
          </Text>
        )}
      </Panel>
    </div>
  );
}

function isWorking({ state }: SheetDto): boolean {
  return state === 'making';
}

interface LineProps {
  readonly batchId: string;
  readonly sheet: SheetDto;
  readonly mayDownload: boolean;
}

function SheetLine({ batchId, sheet, mayDownload }: LineProps): ReactNode {
  const { state, firstSerial, lastSerial, cards, done, part, parts, downloads, sha256, reason } = sheet;
  return (
    <>
      <Group justify="space-between" gap="xs">
        <span>
          <strong>{parts > 1 ? `File ${part} of ${parts}` : counted(cards, 'card')}</strong>{' '}
          <span className="aside">
            <Serial of={firstSerial} /> – <Serial of={lastSerial} />
          </span>
        </span>
        {state === 'ready' && mayDownload ? <DownloadSheet batchId={batchId} sheet={sheet} /> : <State of={state} />}
      </Group>
      {state === 'making' ? <Meter done={done} of={cards} what={`File ${part}: cards set`} /> : null}
      {reason === null ? null : <Text size="sm">{reason}</Text>}
      {state === 'ready' ? (
        <Text size="xs" c="dimmed">
          {sheet.bytes === null ? null : `${bytes(sheet.bytes)} · `}
          {downloads === 0 ? <None>not downloaded yet</None> : `downloaded ${count(downloads)} ×`}
          {sha256 === null ? null : (
            <>
              {' · SHA-256 '}
              <Code of={`${sha256.slice(0, HASH_SHOWN)}…`} />
            </>
          )}
        </Text>
      ) : null}
    </>
  );
}

function DownloadSheet({ batchId, sheet: { id, part, parts, downloads } }: Omit<LineProps, 'mayDownload'>): ReactNode {
  const deed = useDeed<void, Blob>({
    call: async () => (await downloadSheet({ path: { id: batchId, sheetId: id }, parseAs: 'blob' })) as Blob,
    onDone: (file) => saveBlob(file, `batch-${batchId}${parts > 1 ? `-${part}-of-${parts}` : ''}.pdf`),
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant={downloads === 0 ? 'filled' : 'default'}
        loading={deed.running}
        onClick={() => deed.run()}
        aria-label={parts > 1 ? `Download file ${part}` : 'Download the sheets'}
      >
        Download
      </Button>
      {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
    </>
  );
}
