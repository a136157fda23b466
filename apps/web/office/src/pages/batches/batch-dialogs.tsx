import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  type BatchDetailDto,
  type BatchDto,
  approveBatch,
  askForBatch,
  cancelBatch,
  closeBatch,
  freezeBatch,
  rejectBatch,
  releaseBatch,
  resumeBatch,
  sealBatch,
  unfreezeBatch,
  useDeed,
} from '../../api/index.js';
import {
  Code,
  ConfirmDialog,
  Facts,
  Money,
  ReasonDialog,
  TypedDialog,
  counted,
  money,
  tell,
} from '../../parts/index.js';
import type { BatchAct } from './next-step.js';

interface Wish {
  readonly path: { readonly id: string };
  readonly reason: string;
}

interface Asking {
  readonly title: string;
  readonly text: (batch: BatchDetailDto) => ReactNode;
  readonly confirm: string;
  readonly said: string;
  readonly danger?: boolean;
  /** What the person types: why, or the batch's number. */
  readonly wants?: 'reason' | 'number';
  readonly call: (wish: Wish) => Promise<BatchDto>;
}

/** What is asked before each thing is done. */
const ASKED: Partial<Record<BatchAct, Asking>> = {
  approve: {
    title: 'Approve this batch?',
    text: (batch) => <WhatIsAsked batch={batch} />,
    confirm: 'Approve',
    said: 'approved: its cards are being made',
    call: ({ path }) => approveBatch({ path }),
  },
  reject: {
    title: 'Reject this batch?',
    text: () => 'No card is made. Whoever asked sees the reason.',
    confirm: 'Reject',
    said: 'rejected',
    danger: true,
    wants: 'reason',
    call: ({ path, reason }) => rejectBatch({ path, body: { reason } }),
  },
  ask: {
    title: 'Ask again?',
    text: (batch) => <WhatIsAsked batch={batch} />,
    confirm: 'Ask again',
    said: 'waits for approval again',
    call: ({ path }) => askForBatch({ path }),
  },
  resume: {
    title: 'Resume the mint?',
    text: ({ quantity, minted }) => `${counted(quantity - minted, 'card')} are missing; only those are made.`,
    confirm: 'Resume',
    said: 'is being made again',
    call: ({ path }) => resumeBatch({ path }),
  },
  cancel: {
    title: 'Cancel this batch?',
    text: ({ minted }) =>
      minted === 0 ? 'No card is made.' : `The ${counted(minted, 'card')} made so far are spoiled.`,
    confirm: 'Cancel the batch',
    said: 'cancelled',
    danger: true,
    wants: 'reason',
    call: ({ path, reason }) => cancelBatch({ path, body: { reason } }),
  },
  seal: {
    title: 'Seal this batch?',
    text: () =>
      'Its key and all its files are destroyed, and no copy exists. Sheets can never be made again, and no one can recover a PIN from the system.',
    confirm: 'Seal',
    said: 'sealed: its key is gone',
    danger: true,
    wants: 'number',
    call: ({ path }) => sealBatch({ path }),
  },
  release: {
    title: 'Release this batch?',
    text: ({ quantity }) => `From now on tills may sell its ${counted(quantity, 'card')}.`,
    confirm: 'Release',
    said: 'released for sale',
    call: ({ path }) => releaseBatch({ path }),
  },
  freeze: {
    title: 'Freeze this batch?',
    text: () => 'At once no till sells its cards, and redemptions are held for review. Two people lift a freeze.',
    confirm: 'Freeze',
    said: 'frozen',
    danger: true,
    wants: 'reason',
    call: ({ path, reason }) => freezeBatch({ path, body: { reason } }),
  },
  unfreeze: {
    title: 'Lift the freeze?',
    text: ({ unfreezeAsked }) =>
      unfreezeAsked
        ? 'Another person asked for it; with your yes its cards are on sale again.'
        : 'This asks for it. Nothing changes until another person agrees.',
    confirm: 'Yes',
    said: 'your word was taken',
    call: ({ path }) => unfreezeBatch({ path }),
  },
  close: {
    title: 'Close this batch?',
    text: () => 'Nothing can happen to its cards any more.',
    confirm: 'Close',
    said: 'closed',
    call: ({ path }) => closeBatch({ path }),
  },
};

interface Props {
  readonly act: BatchAct | undefined;
  readonly batch: BatchDetailDto;
  readonly onClose: () => void;
}

/** The dialog of what the person wants to do, if it needs one of these. */
export function BatchDialog({ act, batch, onClose }: Props): ReactNode {
  const asking = act === undefined ? undefined : ASKED[act];
  return asking === undefined ? null : <Asked key={act} asking={asking} batch={batch} onClose={onClose} />;
}

function Asked({ asking, batch, onClose }: Omit<Props, 'act'> & { readonly asking: Asking }): ReactNode {
  const deed = useDeed<Wish, BatchDto>({
    call: asking.call,
    onDone: () => {
      tell(`Batch ${batch.id} ${asking.said}`);
      onClose();
    },
  });
  const run = (reason = ''): void => deed.run({ path: { id: batch.id }, reason });
  const dialog = {
    title: asking.title,
    opened: true,
    onClose,
    confirm: asking.confirm,
    danger: asking.danger ?? false,
    running: deed.running,
    refusal: deed.refusal,
    onRetry: deed.retry,
    children: asking.text(batch),
  };
  if (asking.wants === 'reason') return <ReasonDialog {...dialog} onReason={run} />;
  if (asking.wants === 'number') {
    return (
      <TypedDialog {...dialog} word={batch.id} label={`Type the batch’s number, ${batch.id}`} onConfirm={() => run()} />
    );
  }
  return <ConfirmDialog {...dialog} onConfirm={() => run()} />;
}

function WhatIsAsked({ batch }: { readonly batch: BatchDetailDto }): ReactNode {
  const { quantity, productName, amountMinor, currency, requestedByName, templateName, houseName } = batch;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {counted(quantity, 'card')} of {productName} would be made, worth {money(quantity * amountMinor, currency)} once
        sold.
      </Text>
      <Facts
        of={[
          ['Batch', <Code key="id" of={batch.id} />],
          ['Price', <Money key="price" minor={amountMinor} currency={currency} />],
          ['Asked by', requestedByName],
          ['Template', templateName],
          ['Printed by', houseName ?? 'us'],
        ]}
      />
    </Stack>
  );
}
