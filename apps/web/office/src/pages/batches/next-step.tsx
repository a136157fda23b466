import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BatchDetailDto } from '../../api/index.js';
import { Panel, Time, counted, usePathLink } from '../../parts/index.js';
import { type Role, hasRole, useMe } from '../../session/me.js';

export type NextStep = NonNullable<BatchDetailDto['nextStep']>;

/** What a person may start from the batch's page. */
export type BatchAct =
  | 'approve'
  | 'reject'
  | 'ask'
  | 'resume'
  | 'make_sheets'
  | 'make_bundle'
  /** To the files, or to what the print house sent back. */
  | 'papers'
  | 'seal'
  | 'release'
  | 'freeze'
  | 'unfreeze'
  | 'close'
  | 'cancel'
  | 'spoil';

interface StepShown {
  /** What the batch waits for. */
  readonly title: string;
  readonly text: (batch: BatchDetailDto) => ReactNode;
  /** Who can do it, for the others. */
  readonly roles?: readonly Role[];
  readonly button?: { readonly label: string; readonly act: BatchAct };
  /** Another page does it. */
  readonly goes?: { readonly label: string; readonly to: (batch: BatchDetailDto) => string };
  /** Not for the person who asked. */
  readonly another?: boolean;
}

const STEPS: Readonly<Record<NextStep, StepShown>> = {
  approve: {
    title: 'Waits for approval',
    text: ({ quantity, productName, askedUntil }) => (
      <>
        {counted(quantity, 'card')} of {productName}. Once approved, they are made.
        {askedUntil === null ? null : (
          <>
            {' '}
            The question runs out <Time at={askedUntil} />.
          </>
        )}
      </>
    ),
    roles: ['approver'],
    another: true,
    button: { label: 'Approve', act: 'approve' },
  },
  ask: {
    title: 'The question ran out',
    text: () => 'Nobody approved it within 24 hours. Ask again to have it decided.',
    roles: ['batch-manager'],
    button: { label: 'Ask again', act: 'ask' },
  },
  watch: { title: 'The cards are being made', text: () => 'Nothing to do: the page follows.' },
  resume: {
    title: 'The mint paused',
    text: ({ reason }) => reason ?? 'It goes on with what is missing.',
    roles: ['batch-manager'],
    button: { label: 'Resume', act: 'resume' },
  },
  approve_proof: {
    title: 'Its template has no approved proof',
    text: ({ templateName }) =>
      `Two people approve a proof of ${templateName ?? 'the template'} before cards are printed with it.`,
    goes: {
      label: 'To the template',
      to: ({ templateId }) => (templateId === null ? '/templates' : `/templates/${templateId}`),
    },
  },
  make_sheets: {
    title: 'Make the sheets',
    text: ({ quantity }) =>
      `A PDF of ${counted(quantity, 'card')} to print, with their PINs; at most 100,000 cards a file.`,
    roles: ['batch-manager'],
    button: { label: 'Make sheets', act: 'make_sheets' },
  },
  watch_sheets: {
    title: 'The sheets are being made',
    text: () => 'They can be downloaded one by one as they are ready.',
  },
  download_sheets: {
    title: 'Download the sheets',
    text: () => 'Whoever has these files has the PINs. Every download is written down.',
    roles: ['batch-manager'],
    button: { label: 'To the sheets', act: 'papers' },
  },
  make_bundle: {
    title: 'Make the bundle',
    text: ({ houseName }) => `Encrypted for ${houseName ?? 'the print house'}: nobody else can open it.`,
    roles: ['batch-manager'],
    button: { label: 'Make the bundle…', act: 'make_bundle' },
  },
  watch_bundle: { title: 'The bundle is being made', text: () => 'Nothing to do: the page follows.' },
  download_bundle: {
    title: 'Download the bundle',
    text: () => 'Once, within 24 hours. Then it goes to the print house.',
    roles: ['batch-manager'],
    button: { label: 'To the bundle', act: 'papers' },
  },
  seal: {
    title: 'Seal the batch',
    text: () => 'The batch’s key and its files are destroyed. From then on no one can recover a PIN from the system.',
    roles: ['batch-manager'],
    button: { label: 'Seal…', act: 'seal' },
  },
  record_receipt: {
    title: 'Waits for the print house’s receipt',
    text: ({ houseName }) => `${houseName ?? 'The print house'} signs what it received. Record that file here.`,
    roles: ['batch-manager', 'stock'],
    button: { label: 'To its papers', act: 'papers' },
  },
  record_certificate: {
    title: 'Waits for the certificate of destruction',
    text: () => 'Without it no card of the batch is shipped.',
    roles: ['batch-manager', 'stock'],
    button: { label: 'To its papers', act: 'papers' },
  },
  release: {
    title: 'Release for sale',
    text: () => 'From then on tills may sell its cards. Not by the person who asked for the batch.',
    roles: ['approver'],
    another: true,
    button: { label: 'Release', act: 'release' },
  },
  ship: {
    title: 'Ship to stores',
    text: ({ counts }) =>
      counts.printed === undefined
        ? 'Its cards can be sent to stores.'
        : `${counted(counts.printed, 'card')} in the warehouse.`,
    roles: ['stock', 'batch-manager'],
    goes: { label: 'Ship cards', to: () => '/consignments/ship' },
  },
  unfreeze: {
    title: 'Frozen: nothing is sold, redemptions are held',
    text: ({ reason }) => reason ?? 'Two people lift a freeze: one asks, another agrees.',
    roles: ['reviewer', 'approver'],
    button: { label: 'Ask to lift the freeze', act: 'unfreeze' },
  },
  confirm_unfreeze: {
    title: 'Somebody asked to lift the freeze',
    text: ({ reason }) => <>Another person must agree. Frozen because: {reason ?? 'no reason given'}</>,
    roles: ['reviewer', 'approver'],
    button: { label: 'Lift the freeze', act: 'unfreeze' },
  },
  close: {
    title: 'Close the batch',
    text: () => 'All its cards have come to their end.',
    roles: ['batch-manager'],
    button: { label: 'Close', act: 'close' },
  },
};

/** The one thing to do now: a button for who may do it, for everybody else who can. */
export function NextStepPanel({
  batch,
  onAct,
}: {
  readonly batch: BatchDetailDto;
  readonly onAct: (act: BatchAct) => void;
}): ReactNode {
  const me = useMe();
  const link = usePathLink();
  if (batch.nextStep === null) return null;
  const { title, text, roles, button, goes, another = false } = STEPS[batch.nextStep];
  const mine = another && batch.requestedBy === me.id;
  const may = !mine && (roles === undefined || hasRole(me, ...roles));
  return (
    <Panel title={title}>
      <Group justify="space-between" gap="md" align="center">
        <Text size="sm" maw="60ch">
          {text(batch)}
        </Text>
        {may ? (
          <Group gap="xs">
            {batch.nextStep === 'approve' ? (
              <Button variant="default" onClick={() => onAct('reject')}>
                Reject…
              </Button>
            ) : null}
            {button === undefined ? null : <Button onClick={() => onAct(button.act)}>{button.label}</Button>}
            {goes === undefined ? null : (
              <Button component="a" {...link(goes.to(batch))}>
                {goes.label}
              </Button>
            )}
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {mine ? 'You asked for it: another person decides.' : `For: ${roles?.join(', ') ?? ''}`}
          </Text>
        )}
      </Group>
    </Panel>
  );
}
