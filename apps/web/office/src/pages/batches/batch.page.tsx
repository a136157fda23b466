import { Button, Group, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { type BatchDetailDto, getBatch, isRefusal, queryClient, requestSheet, useDeed } from '../../api/index.js';
import {
  Code,
  Count,
  Empty,
  ErrorPanel,
  Facts,
  Loaded,
  Meter,
  Money,
  Page,
  Panel,
  Serial,
  State,
  Time,
  count,
  duration,
} from '../../parts/index.js';
import { type Role, hasRole, useMe } from '../../session/me.js';
import { batchRoute } from '../batches.route.js';
import { BatchDialog } from './batch-dialogs.js';
import { BatchLife } from './batch-life.js';
import { type BatchState, isMinting } from './batch-states.js';
import { BatchTimeline } from './batch-timeline.js';
import { BundleDialog } from './bundle-dialog.js';
import { BundlesPanel } from './bundles-panel.js';
import { EquationPanel } from './equation-panel.js';
import { useMintWatch } from './mint-watch.js';
import { type BatchAct, NextStepPanel } from './next-step.js';
import { SheetsPanel } from './sheets-panel.js';
import { SpoilDialog } from './spoil-dialog.js';

/** How soon a page shows what another person did. */
const OTHERS_MS = 4_000;

/** One batch as a time line, with its next step as the one primary button. */
export function BatchPage(): ReactNode {
  const { id } = batchRoute.useParams();
  const query = useQuery({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => getBatch({ path: { id }, signal }),
    refetchInterval: OTHERS_MS,
  });
  const { state, nextStep } = query.data ?? {};
  // Somebody else did something: what hangs on it is asked again.
  useEffect(() => {
    if (state !== undefined) void queryClient.invalidateQueries({ queryKey: ['batch', id] });
  }, [id, state, nextStep]);
  if (query.data !== undefined) return <Batch batch={query.data} />;
  return (
    <Page title={`Batch ${id}`}>
      {isRefusal(query.error, 'batch.not_found') ? (
        <div className="panel flush">
          <Empty title="No such batch" why="Its number is the six digits after 97 in every serial of it." />
        </div>
      ) : (
        <Loaded query={query} what="The batch">
          {() => null}
        </Loaded>
      )}
    </Page>
  );
}

function Batch({ batch }: { readonly batch: BatchDetailDto }): ReactNode {
  const [act, setAct] = useState<BatchAct | undefined>(undefined);
  const close = (): void => setAct(undefined);
  const sheets = useDeed<void, unknown>({
    call: (_, key) => requestSheet({ path: { id: batch.id }, body: {}, headers: { 'Idempotency-Key': key } }),
  });
  const begin = (wanted: BatchAct): void => {
    if (wanted === 'make_sheets') sheets.run();
    else if (wanted === 'papers') showPapers();
    else setAct(wanted);
  };
  const printed = batch.state !== 'requested' && !isMinting(batch.state);
  return (
    <Page
      title={`Batch ${batch.id}`}
      beside={<State of={batch.state} />}
      action={<MoreMenu batch={batch} onAct={setAct} />}
    >
      <BatchLife of={batch} />
      <div className="stack">
        <NextStepPanel batch={batch} onAct={begin} />
        {sheets.refusal === undefined ? null : <ErrorPanel error={sheets.refusal} onRetry={sheets.retry} />}
        {isMinting(batch.state) ? <MintPanel batch={batch} /> : null}
        <div className="two">
          <div className="stack">
            <BatchFacts batch={batch} />
            {printed ? <SheetsPanel batch={batch} /> : null}
            {printed ? <BundlesPanel batch={batch} /> : null}
            {batch.minted > 0 ? <EquationPanel batchId={batch.id} /> : null}
          </div>
          <BatchTimeline batchId={batch.id} />
        </div>
      </div>
      {act === 'make_bundle' ? <BundleDialog batch={batch} onClose={close} /> : null}
      {act === 'spoil' ? <SpoilDialog batch={batch} onClose={close} /> : null}
      <BatchDialog act={act} batch={batch} onClose={close} />
    </Page>
  );
}

/** Files and papers have their own panel: the next step goes to its first button. */
function showPapers(): void {
  const panel = document.querySelector('#bundles, #sheets');
  panel?.scrollIntoView({ block: 'center' });
  panel?.querySelector<HTMLElement>('li button')?.focus();
}

function MintPanel({ batch }: { readonly batch: BatchDetailDto }): ReactNode {
  const said = useMintWatch(batch.id, true);
  const { minted, quantity, ratePerS, leftS } = { ...batch, ...batch.progress, ...said };
  return (
    <Panel title="The mint">
      <Meter
        done={minted}
        of={quantity}
        what="Cards made"
        after={
          <>
            {count(minted)} of {count(quantity)}
            {ratePerS === null || ratePerS === undefined ? '' : ` · ${count(ratePerS)} a second`}
            {leftS === null || leftS === undefined ? '' : ` · ${duration(leftS)} left`}
          </>
        }
      />
    </Panel>
  );
}

function BatchFacts({ batch }: { readonly batch: BatchDetailDto }): ReactNode {
  const { productName, months, amountMinor, currency, quantity, templateName, houseName, reason } = batch;
  return (
    <Panel title="The batch">
      <Facts
        of={[
          ['Product', productName],
          ['Months', count(months)],
          ['Cards', <Count key="cards" of={quantity} />],
          ['Price', <Money key="price" minor={amountMinor} currency={currency} />],
          ['Sold until', <Time key="until" at={batch.sellBy} as="day" />],
          ['First', <Serial key="first" of={batch.firstSerial} />],
          ['Last', <Serial key="last" of={batch.lastSerial} />],
          ['GTIN', <Code key="gtin" of={batch.gtin} />],
          ['Template', templateName],
          ['Printed by', houseName ?? 'us'],
          ['Asked by', batch.requestedByName],
          ['Approved by', batch.approvedByName],
          ['Released by', batch.releasedByName],
          ['Reason', reason],
        ]}
      />
    </Panel>
  );
}

interface MoreItem {
  readonly act: BatchAct;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly states: readonly BatchState[];
}

/** What is possible but not the next step. */
const MORE: readonly MoreItem[] = [
  { act: 'cancel', label: 'Cancel the batch…', roles: ['batch-manager'], states: ['requested', 'minting', 'paused'] },
  {
    act: 'spoil',
    label: 'Count cards as ruined…',
    roles: ['batch-manager', 'stock'],
    states: ['minted', 'sealed', 'released'],
  },
  { act: 'freeze', label: 'Freeze…', roles: ['reviewer', 'approver'], states: ['released'] },
];

function MoreMenu({
  batch: { state },
  onAct,
}: {
  readonly batch: BatchDetailDto;
  readonly onAct: (act: BatchAct) => void;
}): ReactNode {
  const me = useMe();
  const items = MORE.filter(({ roles, states }) => hasRole(me, ...roles) && states.includes(state));
  if (items.length === 0) return null;
  return (
    <Group gap="xs">
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="default">More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map(({ act, label }) => (
            <Menu.Item key={act} onClick={() => onAct(act)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
