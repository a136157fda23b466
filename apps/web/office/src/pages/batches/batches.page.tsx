import { Button, Group, NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type BatchDto, listBatches, listProducts } from '../../api/index.js';
import {
  Count,
  DataList,
  Empty,
  Meter,
  None,
  Page,
  State,
  Time,
  counted,
  cursorIn,
  useGo,
  usePathLink,
  useShortcuts,
  words,
} from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { type BatchesSearch, batchesRoute } from '../batches.route.js';
import { BATCH_STATES, type BatchState, STEP_WORDS, isMinting } from './batch-states.js';

const LIVE_MS = 1_500;
const OTHERS_MS = 15_000;

export function BatchesPage(): ReactNode {
  const search = batchesRoute.useSearch();
  const navigate = batchesRoute.useNavigate();
  const mayAsk = useMay('batch-manager');
  const go = useGo();
  const { state, product, at } = search;
  const query = useQuery({
    queryKey: ['batches', search],
    queryFn: ({ signal }) =>
      listBatches({
        query: { state: state as BatchState | undefined, productId: product, cursor: cursorIn(at) },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.items.some((batch) => isMinting(batch.state)) ? LIVE_MS : OTHERS_MS,
  });
  useShortcuts({ n: mayAsk ? () => go('/batches/new') : undefined });
  const set = (change: Partial<BatchesSearch>): void => {
    void navigate({ search: (was) => ({ ...was, at: undefined, ...change }) });
  };
  const filtered = state !== undefined || product !== undefined;
  return (
    <Page title="Batches" action={mayAsk ? <NewBatchButton /> : null}>
      <Filters search={search} onChange={set} />
      <DataList<BatchDto>
        name="Batches"
        query={query}
        keyOf={({ id }) => id}
        pathOf={({ id }) => `/batches/${id}`}
        columns={[
          { title: 'Batch', width: 90, cell: ({ id }) => <span className="digits">{id}</span> },
          { title: 'Product', cell: ({ productName }) => productName },
          { title: 'Cards', right: true, width: 120, cell: ({ quantity }) => <Count of={quantity} /> },
          { title: 'State', width: 290, cell: (batch) => <Standing of={batch} /> },
          { title: 'Asked → approved', cell: (batch) => <People of={batch} /> },
          { title: 'Asked', width: 130, cell: ({ requestedAt }) => <Time at={requestedAt} /> },
        ]}
        small={(batch) => ({
          first: (
            <>
              <span>
                <span className="digits">{batch.id}</span> {batch.productName}
              </span>
              <State of={batch.state} />
            </>
          ),
          second: (
            <span>
              {counted(batch.quantity, 'card')}
              {batch.nextStep === null ? '' : ` · ${STEP_WORDS[batch.nextStep]}`}
            </span>
          ),
        })}
        empty={
          <Empty
            title="No batch yet"
            why="A batch is a number of cards of one product. One person asks for it, another approves; then the cards are made."
            action={mayAsk ? <NewBatchButton /> : <ProductsLink />}
          />
        }
        onClearFilters={filtered ? () => set({ state: undefined, product: undefined }) : undefined}
        at={at}
        onAt={(next) => void navigate({ search: (was) => ({ ...was, at: next }) })}
        footer={(rows) => <Totals of={rows} />}
      />
    </Page>
  );
}

function NewBatchButton(): ReactNode {
  const link = usePathLink();
  return (
    <Button component="a" {...link('/batches/new')}>
      New batch
    </Button>
  );
}

function ProductsLink(): ReactNode {
  const link = usePathLink();
  return (
    <Button component="a" variant="default" {...link('/products')}>
      See the products
    </Button>
  );
}

function Filters({
  search: { state, product },
  onChange,
}: {
  readonly search: BatchesSearch;
  readonly onChange: (change: Partial<BatchesSearch>) => void;
}): ReactNode {
  const products = useQuery({ queryKey: ['products', 'all'], queryFn: () => listProducts({ query: { limit: 200 } }) });
  const names = products.data?.items ?? [];
  return (
    <Group gap="xs" mb="sm" className="filters">
      <NativeSelect
        aria-label="State"
        value={state ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ state: value || undefined })}
        data={[{ value: '', label: 'Any state' }, ...BATCH_STATES.map((value) => ({ value, label: words(value) }))]}
      />
      <NativeSelect
        aria-label="Product"
        value={product ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ product: value || undefined })}
        data={[{ value: '', label: 'Any product' }, ...names.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {state === undefined && product === undefined ? null : (
        <Button variant="subtle" onClick={() => onChange({ state: undefined, product: undefined })}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}

/** The state and, beside it, what the batch waits for; a mint's bar grows while one looks. */
function Standing({ of: { state, nextStep, minted, quantity, id } }: { readonly of: BatchDto }): ReactNode {
  if (isMinting(state)) {
    return (
      <Group gap="sm" wrap="nowrap">
        <State of={state} />
        <Meter done={minted} of={quantity} what={`Batch ${id}: cards made`} />
      </Group>
    );
  }
  return (
    <>
      <State of={state} />
      {nextStep === null ? null : <span className="aside"> {STEP_WORDS[nextStep]}</span>}
    </>
  );
}

function People({ of: { requestedByName, approvedByName, state } }: { readonly of: BatchDto }): ReactNode {
  return (
    <span>
      {requestedByName ?? <None>system</None>}
      {' → '}
      {approvedByName ?? <None>{state === 'requested' ? 'waiting' : 'nobody'}</None>}
    </span>
  );
}

function Totals({ of }: { readonly of: readonly BatchDto[] }): ReactNode {
  const cards = of.reduce((sum, { quantity }) => sum + quantity, 0);
  const made = of.reduce((sum, { minted }) => sum + minted, 0);
  return (
    <Group justify="space-between" gap="xs">
      <span>{counted(of.length, 'batch', 'batches')} on this page</span>
      <span>
        <Count of={made} /> of {counted(cards, 'card')} made
      </span>
    </Group>
  );
}
